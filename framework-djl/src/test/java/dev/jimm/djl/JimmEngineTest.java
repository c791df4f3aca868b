package dev.jimm.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.export.DjlFolder;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.export.TimmFolder;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.core.train.SavedModel;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class JimmEngineTest {
    private static final String MODEL = "test_resnet";
    private static final int CLASSES = 1000;
    private static final int THREADS = 4;

    @TempDir
    private Path folder;

    private ModelCatalogue models;

    @BeforeEach
    void export() {
        models = new ModelCatalogue(ProviderCatalogue.of(
                ServiceProviders.load(getClass().getClassLoader()).provided()));
        try (SavedModel fresh = ModelOpener.withoutDownloads(models).untrained(MODEL, null)) {
            TimmFolder.write(folder, ExportedModel.of(fresh));
        }
    }

    private <I, O> Criteria.Builder<I, O> criteria(Class<I> input, Class<O> output) {
        return Criteria.builder().setTypes(input, output).optEngine("jimm").optModelPath(folder);
    }

    /** Noise, so that a filter or crop that is another shows. */
    private static BufferedImage picture(long seed, int width, int height) {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return picture;
    }

    private static dev.jimm.api.image.Image pixels(BufferedImage picture) {
        byte[] bytes = new byte[picture.getWidth() * picture.getHeight() * 3];
        int next = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int rgb = picture.getRGB(x, y);
                bytes[next++] = (byte) (rgb >> 16);
                bytes[next++] = (byte) (rgb >> 8);
                bytes[next++] = (byte) rgb;
            }
        }
        return new dev.jimm.api.image.Image(picture.getWidth(), picture.getHeight(), bytes);
    }

    private SavedModel open() {
        return ModelOpener.withoutDownloads(models).open(ModelOpener.Request.of(folder.toString()), line -> {});
    }

    /** What jimm itself says of a picture. */
    private float[] expected(BufferedImage picture) {
        try (SavedModel model = open();
                InferenceModel inference = new InferenceModel(
                        model.model().structure(),
                        model.weights(),
                        model.preprocessing(),
                        Precision.FP32,
                        Execution.TRACED)) {
            byte[] input =
                    model.preprocessing().evalTransform().apply(pixels(picture)).pixels();
            ByteBuffer batch = ByteBuffer.allocateDirect(input.length).put(0, input);
            return inference.logits(batch, 1)[0];
        }
    }

    private static double[] softmax(float[] logits) {
        double largest = IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i])
                .max()
                .orElseThrow();
        double[] exponentials = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i] - largest))
                .toArray();
        double sum = IntStream.range(0, logits.length)
                .mapToDouble(i -> exponentials[i])
                .sum();
        return IntStream.range(0, logits.length)
                .mapToDouble(i -> exponentials[i] / sum)
                .toArray();
    }

    @Test
    void anImageIsClassifiedAsByJimmItself() throws Exception {
        BufferedImage picture = picture(1, 231, 190);
        double[] expected = softmax(expected(picture));
        try (ZooModel<Image, Classifications> model = criteria(Image.class, Classifications.class)
                        .optTranslatorFactory(new JimmTranslatorFactory())
                        .build()
                        .loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor()) {
            Classifications answer =
                    predictor.predict(ImageFactory.getInstance().fromImage(picture));
            assertEquals(CLASSES, answer.getClassNames().size());
            double[] actual = answer.getProbabilities().stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            assertArrayEquals(expected, actual, 1e-8);
        }
    }

    @Test
    void arraysGoInAndLogitsComeOut() throws Exception {
        BufferedImage picture = picture(2, 160, 240);
        float[] expected = expected(picture);
        try (ZooModel<NDList, NDList> model =
                        criteria(NDList.class, NDList.class).build().loadModel();
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            JimmModel own = (JimmModel) model.getWrappedModel();
            float[] input = own.preprocessing()
                    .normalised(own.preprocessing()
                            .evalTransform()
                            .apply(pixels(picture))
                            .pixels());
            try (Predictor<NDList, NDList> predictor = model.newPredictor()) {
                NDArray one = manager.create(input, new Shape(1, 3, 160, 160));
                NDArray logits = predictor.predict(new NDList(one)).singletonOrThrow();
                assertEquals(new Shape(1, CLASSES), logits.getShape());
                assertArrayEquals(expected, logits.toFloatArray());
                TranslateException wrong = assertThrows(
                        TranslateException.class,
                        () -> predictor.predict(new NDList(manager.create(new float[4], new Shape(2, 2)))));
                assertTrue(
                        wrong.getMessage().contains("the model takes float32 (N, (3, 160, 160)), not float32 (2, 2)"),
                        wrong.getMessage());
            }
        }
    }

    @Test
    void severalThreadsPredictAtOnce() throws Exception {
        List<BufferedImage> pictures = IntStream.range(0, THREADS)
                .mapToObj(i -> picture(i, 200, 170 + i))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (ZooModel<Image, Classifications> model = criteria(Image.class, Classifications.class)
                .optTranslatorFactory(new JimmTranslatorFactory())
                .build()
                .loadModel()) {
            List<List<Double>> alone =
                    pictures.stream().map(each -> answer(model, each)).toList();
            List<Future<List<Double>>> together = IntStream.range(0, 5 * THREADS)
                    .mapToObj(i -> threads.submit(() -> answer(model, pictures.get(i % THREADS))))
                    .toList();
            for (int i = 0; i < together.size(); i++) {
                assertEquals(alone.get(i % THREADS), together.get(i).get());
            }
            assertNotEquals(alone.get(0), alone.get(1));
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Double> answer(ZooModel<Image, Classifications> model, BufferedImage picture) {
        try (Predictor<Image, Classifications> predictor = model.newPredictor()) {
            return predictor
                    .predict(ImageFactory.getInstance().fromImage(picture))
                    .getProbabilities();
        } catch (TranslateException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void closingFreesWhatTheModelHeld() throws Exception {
        long before = DeviceTensor.live();
        ZooModel<Image, Classifications> model = criteria(Image.class, Classifications.class)
                .optTranslatorFactory(new JimmTranslatorFactory())
                .build()
                .loadModel();
        answer(model, picture(3, 160, 160));
        assertTrue(DeviceTensor.live() > before);
        model.close();
        assertEquals(before, DeviceTensor.live());
    }

    /** What jimm export writes for programs without jimm; DJL resizes otherwise, so the picture is a smooth one. */
    @Test
    void plainDjlOpensWhatIsExportedForIt() throws Exception {
        Path exported = folder.resolve("djl");
        try (SavedModel original = open()) {
            DjlFolder.write(exported, ExportedModel.of(original), ExportedModel.ANY_BATCH);
        }
        BufferedImage picture = new BufferedImage(168, 168, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 168 * 168; i++) {
            picture.setRGB(i % 168, i / 168, 0x400020 + (i % 168) * 0x100 + i / 168);
        }
        double[] expected = softmax(expected(picture));
        try (ZooModel<Image, Classifications> model = Criteria.builder()
                        .setTypes(Image.class, Classifications.class)
                        .optModelPath(exported)
                        .build()
                        .loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor()) {
            Classifications answer =
                    predictor.predict(ImageFactory.getInstance().fromImage(picture));
            int best = IntStream.range(0, expected.length)
                    .reduce((a, b) -> expected[a] >= expected[b] ? a : b)
                    .orElseThrow();
            assertEquals("" + best, answer.best().getClassName());
            assertEquals(expected[best], answer.best().getProbability(), 1e-6);
            assertEquals(5, answer.topK().size());
        }
    }

    /** DJL's default translator knows nothing of the model's preprocessing. */
    @Test
    void withoutTheTranslatorNothingIsGuessed() throws Exception {
        try (ZooModel<Image, Classifications> model =
                        criteria(Image.class, Classifications.class).build().loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor()) {
            Image image = ImageFactory.getInstance().fromImage(picture(4, 160, 160));
            TranslateException failure = assertThrows(TranslateException.class, () -> predictor.predict(image));
            assertTrue(failure.getMessage().contains("new JimmTranslatorFactory()"), failure.getMessage());
        }
    }

    @Test
    void aFolderWithoutAModelIsRefused() {
        MalformedModelException failure = assertThrows(
                MalformedModelException.class,
                () -> Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optEngine("jimm")
                        .optModelPath(Path.of("src"))
                        .build()
                        .loadModel());
        assertTrue(failure.getMessage().startsWith(Path.of("src").toAbsolutePath() + ": "), failure.getMessage());
    }
}

package dev.jimm.app.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.onnx.OnnxExport;
import dev.jimm.core.onnx.OnnxFile;
import dev.jimm.core.onnx.OnnxOptions;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.core.transform.CropMode;
import dev.jimm.core.verify.GeneratedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of different kinds as ONNX files: ONNX Runtime computes the logits of the engine. */
@Tag("engine")
class OnnxModelsTest {
    private static final List<Double> MEAN = List.of(0.5, 0.4, 0.3);
    private static final List<Double> DEVIATION = List.of(0.25, 0.25, 0.25);
    private static final List<String> CLASSES = List.of("cat", "dog", "pike");
    private static final double TOLERANCE = 1e-4;

    private static ModelCatalogue models;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        models = new ModelCatalogue(ProviderCatalogue.of(
                ServiceProviders.load(OnnxModelsTest.class.getClassLoader()).provided()));
    }

    private static ImageModel model(String name, String options) {
        return models.create(ModelConfig.named(name).options(ConfigFactory.parseString(options)), CLASSES.size());
    }

    private static Preprocessing preprocessing(int size) {
        return new Preprocessing(size, size, 0.9, CropMode.CENTER, "bicubic", MEAN, DEVIATION);
    }

    private OnnxFile write(ImageModel model, GeneratedModel generated, int size, OnnxOptions options) {
        return OnnxExport.write(
                folder.resolve("model.onnx"), model, generated.weights(), preprocessing(size), CLASSES, options);
    }

    private static void assertSame(OnnxFile file, GeneratedModel generated, int batch, int height, int width) {
        long[] shape = {batch, 3, height, width};
        float[] expected =
                generated.outputs(Execution.TRACED, Set.of(), shape).logits().values();
        try (OnnxSession session = new OnnxSession(file.file(), 1);
                DeviceTensor images = GeneratedModel.input(shape)) {
            float[] actual = session.run(images.floats(), shape);
            assertEquals(expected.length, actual.length);
            double largest = 0;
            for (float value : expected) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], actual[i], TOLERANCE * largest);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "resnet10t, 64, ''", // convolutions
        "mobilenetv3_small_050, 64, ''", // depthwise, squeeze and excite
        "test_nfnet, 64, ''", // standardised weights
        "test_efficientnet_gn, 64, ''", // group norm
        "convnext_atto, 64, ''", // layer norm of maps
        "test_vit, 160, ''", // attention
        "swin_tiny_patch4_window7_224, 64, 'img-size = 64'", // shifted windows, relative positions
        "xcit_nano_12_p16_224, 64, ''", // attention of channels, positions by Fourier series
        "gmlp_ti16_224, 224, ''", // gated perceptrons over tokens
        "halonet_h1, 256, ''", // attention with halos
    })
    void onnxRuntimeComputesTheLogitsOfTheEngine(String name, int size, String options) {
        ImageModel model = model(name, options);
        try (GeneratedModel generated = new GeneratedModel(model.structure())) {
            OnnxFile file = write(model, generated, size, OnnxOptions.DEFAULT);
            assertSame(file, generated, 1, size, size);
            assertSame(file, generated, 2, size, size);
        }
    }

    @ParameterizedTest
    @CsvSource({"resnet10t", "test_convnext", "cs3darknet_focus_s"})
    void convolutionalModelsTakeImagesOfAnySize(String name) {
        ImageModel model = model(name, "");
        try (GeneratedModel generated = new GeneratedModel(model.structure())) {
            OnnxFile file = write(model, generated, 64, OnnxOptions.DEFAULT.dynamicSize(true));
            assertSame(file, generated, 2, 64, 64);
            assertSame(file, generated, 1, 90, 110);
        }
    }

    @Test
    void theFileTellsHowImagesArePrepared() throws OrtException {
        ImageModel model = model("resnet10t", "");
        try (GeneratedModel generated = new GeneratedModel(model.structure())) {
            OnnxFile file = write(model, generated, 64, OnnxOptions.DEFAULT);
            assertTrue(file.foldedBatchNorms() > 0);
            try (OrtSession session = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR)
                    .createSession(file.file().toString())) {
                Map<String, String> metadata = session.getMetadata().getCustomMetadata();
                assertEquals("resnet10t", metadata.get("architecture"));
                assertEquals("[3,64,64]", metadata.get("input_size"));
                assertEquals("[0.5,0.4,0.3]", metadata.get("mean"));
                assertEquals("[0.25,0.25,0.25]", metadata.get("std"));
                assertEquals("bicubic", metadata.get("interpolation"));
                assertEquals("0.9", metadata.get("crop_pct"));
                assertEquals("center", metadata.get("crop_mode"));
                assertEquals("[\"cat\",\"dog\",\"pike\"]", metadata.get("classes"));
                assertEquals(Set.of("logits"), session.getOutputNames());
            }
        }
    }
}

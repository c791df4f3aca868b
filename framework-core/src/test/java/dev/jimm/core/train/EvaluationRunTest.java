package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import dev.jimm.api.model.Model;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.Loader;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.metric.Evaluation;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.transform.CropMode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model whose logits are the mean colours of the image, on images of one colour each. */
@Tag("engine")
class EvaluationRunTest {
    private static final int SIDE = 8;
    /** The brightest channel of each image and its label. */
    private static final int[][] IMAGES = {{0, 0}, {0, 0}, {1, 0}, {1, 1}, {2, 2}, {2, 2}, {0, 2}};

    private static final Reader READER = new Reader() {
        @Override
        public List<String> classNames() {
            return List.of("red", "green", "blue");
        }

        @Override
        public int size() {
            return IMAGES.length;
        }

        @Override
        public int[] labels(int index) {
            return new int[] {IMAGES[index][1]};
        }

        @Override
        public String name(int index) {
            return "image " + index;
        }

        @Override
        public Sample sample(int index) {
            byte[] pixels = new byte[SIDE * SIDE * Image.CHANNELS];
            for (int i = IMAGES[index][0]; i < pixels.length; i += Image.CHANNELS) {
                pixels[i] = (byte) 255;
            }
            return new Sample.Decoded(new Image(SIDE, SIDE, pixels));
        }
    };

    private static Model meanColours() {
        return Model.builder(new ParamTable().root())
                .features((x, pass) -> x.mean(2, 3))
                .head((features, pass, preLogits) -> features.get(0))
                .featureCount(3)
                .build();
    }

    @Test
    void countsWhatWasTakenForWhat() {
        long live = DeviceTensor.live();
        Preprocessing plain = new Preprocessing(
                SIDE, SIDE, 1, CropMode.CENTER, "bilinear", List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        Loader loader = Loader.evaluation(
                READER,
                plain.evalTransform(),
                ConfigBinder.bind(
                        ConfigFactory.parseString("batch-size = 3"), "data", DataConfig.defaults(), new Problems()));
        Model model = meanColours();
        try (Weights weights = Weights.initialised(model.parameters(), 1, false);
                InferenceModel evaluated =
                        new InferenceModel(model, weights, plain, Precision.FP32, Execution.TRACED)) {
            Evaluation evaluation = Evaluation.of(evaluated, loader, 3, false);
            assertEquals(7, evaluation.samples());
            assertEquals(5 / 7.0, evaluation.metric("top1"), 1e-12);
            assertEquals(1, evaluation.metric("top5"), 1e-12, "of three classes each is among the first five");
            int[][] expected = {{2, 1, 0}, {0, 1, 0}, {1, 0, 2}};
            for (int actual = 0; actual < 3; actual++) {
                for (int predicted = 0; predicted < 3; predicted++) {
                    assertEquals(
                            expected[actual][predicted], evaluation.confusion().count(actual, predicted));
                }
            }
            double right = Math.log(Math.E + 2) - 1;
            assertEquals((5 * right + 2 * (right + 1)) / 7, evaluation.metric("loss"), 1e-6);
        }
        assertEquals(live, DeviceTensor.live());
    }
}

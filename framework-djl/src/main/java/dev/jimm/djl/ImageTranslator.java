package dev.jimm.djl;

import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.transform.EvalTransform;
import java.util.List;

/** From a decoded picture to the model's input, to the bit as jimm does it, and from logits to probabilities. */
final class ImageTranslator implements Translator<Image, Classifications> {
    private final Preprocessing preprocessing;
    private final EvalTransform transform;
    private final List<String> classes;

    ImageTranslator(Preprocessing preprocessing, List<String> classes) {
        this.preprocessing = preprocessing;
        this.transform = preprocessing.evalTransform();
        this.classes = classes;
    }

    @Override
    public Batchifier getBatchifier() {
        return Batchifier.STACK;
    }

    @Override
    public NDList processInput(TranslatorContext context, Image input) {
        byte[] pixels = transform.apply(picture(context, input)).pixels();
        Shape shape = new Shape(dev.jimm.api.image.Image.CHANNELS, preprocessing.height(), preprocessing.width());
        return new NDList(context.getNDManager().create(preprocessing.normalised(pixels), shape));
    }

    /** The bytes of the picture, red, green and blue. */
    private static dev.jimm.api.image.Image picture(TranslatorContext context, Image input) {
        try (NDArray pixels = input.toNDArray(context.getNDManager(), Image.Flag.COLOR)) {
            return new dev.jimm.api.image.Image(input.getWidth(), input.getHeight(), pixels.toByteArray());
        }
    }

    @Override
    public Classifications processOutput(TranslatorContext context, NDList outputs) {
        return new Classifications(classes, outputs.singletonOrThrow().softmax(0));
    }
}

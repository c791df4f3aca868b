package dev.jimm.djl;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;

/** Translates pictures to probabilities of classes, with the very preprocessing that the model was evaluated with in training. */
public final class JimmTranslatorFactory implements TranslatorFactory {
    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        return Set.of(new Pair<>(Image.class, Classifications.class));
    }

    @Override
    @SuppressWarnings("unchecked") // the types were compared
    public <I, O> Translator<I, O> newInstance(Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
            throws TranslateException {
        if (!isSupported(input, output)) {
            throw new TranslateException(
                    "models of jimm translate Image to Classifications, not " + input + " to " + output);
        }
        if (!(model instanceof JimmModel own)) {
            throw new TranslateException("this translator is for models that were opened with .optEngine(\"jimm\")");
        }
        return (Translator<I, O>) new ImageTranslator(own.preprocessing(), own.classes());
    }
}

package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;

/** Architectures with other values of some components of their configuration. */
final class Variants {
    private Variants() {}

    /** @param changes name, value, name, value... */
    static Model build(ModelProvider family, String name, ModelOptions options, Object... changes) {
        return build(architecture(family, name), options, changes);
    }

    static Architecture<?> architecture(ModelProvider family, String name) {
        return family.architectures().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static <C extends Record> Model build(
            Architecture<C> architecture, ModelOptions options, Object... changes) {
        return architecture.build(with(architecture.config(), changes), options);
    }

    @SuppressWarnings("unchecked") // the constructor is that of the configuration's own class
    private static <C extends Record> C with(C config, Object... changes) {
        try {
            RecordComponent[] components = config.getClass().getRecordComponents();
            Object[] values = new Object[components.length];
            int used = 0;
            for (int i = 0; i < values.length; i++) {
                int change = Arrays.asList(changes).indexOf(components[i].getName());
                values[i] = change < 0 ? components[i].getAccessor().invoke(config) : changes[change + 1];
                used += change < 0 ? 0 : 2;
            }
            if (used != changes.length) {
                throw new AssertionError("unknown components among " + Arrays.toString(changes));
            }
            return (C) config.getClass().getConstructors()[0].newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new AssertionError(e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Of the generated image (1, 3, height, width), with generated weights. */
    static float[] logits(Model model, int height, int width) {
        try (GeneratedModel generated = new GeneratedModel(model)) {
            return generated
                    .outputs(Execution.EAGER, Set.of(), 1, 3, height, width)
                    .logits()
                    .values();
        }
    }

    static void assertRefused(String start, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.startsWith(start), message);
    }
}

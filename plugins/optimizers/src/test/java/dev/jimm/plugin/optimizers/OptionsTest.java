package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.optimizer.OptimizerProvider;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OptionsTest {
    private static final List<Double> BETAS = List.of(0.9, 0.999);

    @Test
    void aServiceLoaderFindsAllNames() {
        Set<String> names = new HashSet<>();
        OptionsTest.class.getModule().addUses(OptimizerProvider.class);
        for (OptimizerProvider<?> provider : ServiceLoader.load(OptimizerProvider.class)) {
            if (provider.getClass().getPackageName().equals("dev.jimm.plugin.optimizers")) {
                names.addAll(provider.names());
            }
        }
        assertEquals(Set.of("adam", "adamw", "lamb", "momentum", "sgd"), names);
    }

    @Test
    void refusesValuesByKey() {
        assertRefused("momentum must be at least 0 and below 1, is 1.0", () -> new Sgd.Options(1, true));
        assertRefused("momentum must be at least 0 and below 1, is NaN", () -> new Sgd.Options(Double.NaN, false));
        assertRefused("eps must be at least 0, is -1.0E-8", () -> new Adam.Options(BETAS, -1e-8, true));
        assertRefused(
                "betas must be 2 numbers, each at least 0 and below 1, is [0.9]",
                () -> new Adam.Options(List.of(0.9), 1e-8, true));
        assertRefused(
                "betas must be 2 numbers, each at least 0 and below 1, is [0.9, 1.0]",
                () -> new Lamb.Options(List.of(0.9, 1.0), 1e-6, true, true, 1.0));
        assertRefused("max-grad-norm must be above 0, is 0.0", () -> new Lamb.Options(BETAS, 1e-6, true, true, 0.0));
    }

    @Test
    void refusesTheNamesOfOthers() {
        String message = "name must be one of momentum, sgd for dev.jimm.plugin.optimizers.Sgd, is adam";
        assertRefused(message, () -> new Sgd().defaults("adam"));
        assertRefused(message, () -> new Sgd().rule("adam", new Sgd.Options(0.9, true)));
    }

    private static void assertRefused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}

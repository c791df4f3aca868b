package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;

import dev.jimm.api.optimizer.OptimizerProvider;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Proves optimizers. A plugin author extends this class in the plugin's tests and says which providers are meant:
 *
 * <pre>{@code
 * class MyOptimizersTest extends OptimizerProviderKit {
 *     @Override
 *     protected List<OptimizerProvider<?>> providers() {
 *         return List.of(new MyOptimizer());
 *     }
 * }
 * }</pre>
 *
 * <p>Every name is tried with its defaults. Tests tagged {@code engine} compute, a fraction of a second a name. They
 * train a few small parameters of all ranks from 0 to 4, with and without weight decay, at a rate that falls; values,
 * gradients and curvature are {@linkplain dev.jimm.core.verify.GeneratedValues generated from names}, and the engine's
 * generator is seeded before each step, so nothing depends on chance.
 */
public abstract class OptimizerProviderKit {
    /** Those to prove. */
    protected abstract List<? extends OptimizerProvider<?>> providers();

    /**
     * What an optimizer does not do; override this for an optimizer without a behaviour, and the kit expects what the
     * behaviour says of it. Behaviours that later versions of the kit add are expected of every optimizer, too.
     *
     * @param name of the optimizer
     */
    protected Set<OptimizerBehavior> absent(String name) {
        return Set.of();
    }

    @Test
    public void namesAreUniqueAndWellFormed() {
        OptimizerChecks.names(providers());
    }

    @Test
    public void serviceFileEqualsModuleDescriptor() throws IOException {
        for (OptimizerProvider<?> provider : providers()) {
            ProviderChecks.declared(provider.getClass(), OptimizerProvider.class);
        }
    }

    @Test
    public void foreignNamesAreRefused() {
        assertAll(providers().stream().map(provider -> () -> OptimizerChecks.foreignNames(provider)));
    }

    @TestFactory
    public Stream<DynamicTest> defaultsAreAConfiguration() {
        return each(OptimizerChecks::defaults);
    }

    @TestFactory
    public Stream<DynamicTest> descriptionsAreALineAndLinks() {
        return each(OptimizerChecks::description);
    }

    /** Extreme values of every option are refused with a message that begins with the option's key, or make a rule. */
    @TestFactory
    public Stream<DynamicTest> optionsAreRefusedByTheirKeyOrMakeARule() {
        return each(OptimizerChecks::options);
    }

    @TestFactory
    public Stream<DynamicTest> statesAreNamedAndPhasesAreFunctionsOfTheStep() {
        return each(OptimizerChecks::structure);
    }

    /** Every value stays finite, every parameter moves, and weight decay makes a difference. */
    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> everyParameterIsTrained() {
        return each(checks -> checks.trains(!absent(checks.name()).contains(OptimizerBehavior.WEIGHT_DECAY)));
    }

    /** With plain parameters and with those whose channels are last in memory. */
    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> eagerEqualsTracedBitForBit() {
        return each(OptimizerChecks::eagerEqualsTraced);
    }

    /** Also with lookahead around the rule. */
    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> resumedTrainingGoesOnBitForBit() {
        return each(OptimizerChecks::resumes);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> stepsLeaveGradientsAsTheyWereAndNoTensorsBehind() {
        return each(OptimizerChecks::leavesGradientsAndMemory);
    }

    private Stream<DynamicTest> each(Consumer<OptimizerChecks<?>> check) {
        return providers().stream()
                .flatMap(provider -> provider.names().stream()
                        .sorted()
                        .map(name -> NamedChecks.test(
                                provider, name, () -> check.accept(new OptimizerChecks<>(provider, name)))));
    }
}

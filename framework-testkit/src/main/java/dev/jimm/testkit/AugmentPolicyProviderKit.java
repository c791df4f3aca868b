package dev.jimm.testkit;

import dev.jimm.api.augment.AugmentPolicyProvider;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Proves augmentation policies; needs no engine. A plugin author extends this class in the plugin's tests and says which
 * provider is meant, a class for each provider:
 *
 * <pre>{@code
 * class MyPolicyTest extends AugmentPolicyProviderKit {
 *     @Override
 *     protected AugmentPolicyProvider<?> provider() {
 *         return new MyPolicy();
 *     }
 * }
 * }</pre>
 *
 * <p>Every name is tried with its defaults, on generated pictures from 1 x 1 to 1283 x 853 pixels. Whatever is drawn
 * comes from fixed seeds, which the messages tell, so nothing depends on chance.
 */
public abstract class AugmentPolicyProviderKit {
    /** The one to prove. */
    protected abstract AugmentPolicyProvider<?> provider();

    /**
     * What a policy does not do; override this for a policy without a behaviour, and the kit expects what the behaviour
     * says of it. Behaviours that later versions of the kit add are expected of every policy, too.
     *
     * @param name of the policy
     */
    protected Set<AugmentPolicyBehavior> absent(String name) {
        return Set.of();
    }

    @Test
    public void namesAreUniqueAndWellFormed() {
        ProviderChecks.names(List.of(provider()));
    }

    @Test
    public void serviceFileEqualsModuleDescriptor() throws IOException {
        ProviderChecks.declared(provider().getClass(), AugmentPolicyProvider.class);
    }

    @TestFactory
    public Stream<DynamicTest> defaultsAreAConfiguration() {
        return each(AugmentPolicyChecks::defaults);
    }

    @TestFactory
    public Stream<DynamicTest> descriptionsAreALineAndLinks() {
        return each(AugmentPolicyChecks::description);
    }

    /** Extreme values of every option are refused with a message that begins with the option's key, or they work. */
    @TestFactory
    public Stream<DynamicTest> optionsAreRefusedByTheirKeyOrWork() {
        return each(AugmentPolicyChecks::options);
    }

    @TestFactory
    public Stream<DynamicTest> keysOfNoShortFormAreRefused() {
        return each(AugmentPolicyChecks::shortForm);
    }

    /** Also in another policy of the same options, after other pictures, and with a generator of another class. */
    @TestFactory
    public Stream<DynamicTest> theSameSeedGivesTheSamePixels() {
        return each(AugmentPolicyChecks::sameSeed);
    }

    @TestFactory
    public Stream<DynamicTest> otherSeedsGiveOtherPixels() {
        return each(checks -> checks.otherSeeds(!absent(checks.name()).contains(AugmentPolicyBehavior.RANDOM)));
    }

    /** Images are shared between threads, so a policy that changes pixels makes another image. */
    @TestFactory
    public Stream<DynamicTest> imagesOfAnySizeKeepItAndAreNotWrittenTo() {
        return each(AugmentPolicyChecks::sizes);
    }

    @TestFactory
    public Stream<DynamicTest> severalThreadsGetWhatOneGets() {
        return each(AugmentPolicyChecks::threads);
    }

    private Stream<DynamicTest> each(Consumer<AugmentPolicyChecks<?>> check) {
        AugmentPolicyProvider<?> provider = provider();
        return provider.names().stream()
                .sorted()
                .map(name -> NamedChecks.test(
                        provider, name, () -> check.accept(new AugmentPolicyChecks<>(provider, name))));
    }
}

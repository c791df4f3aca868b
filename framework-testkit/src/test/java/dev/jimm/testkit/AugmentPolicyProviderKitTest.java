package dev.jimm.testkit;

import static dev.jimm.testkit.KitFailures.assertFails;
import static dev.jimm.testkit.KitFailures.assertPasses;

import dev.jimm.api.Description;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.testkit.TinyPolicy.Fault;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The kit finds every fault, and says what is wrong. */
class AugmentPolicyProviderKitTest {
    /** A kit that is no test class by itself. */
    private static final class Kit extends AugmentPolicyProviderKit {
        private final AugmentPolicyProvider<?> provider;
        private final Set<AugmentPolicyBehavior> absent;

        Kit(AugmentPolicyProvider<?> provider, AugmentPolicyBehavior... absent) {
            this.provider = provider;
            this.absent = Set.of(absent);
        }

        @Override
        protected AugmentPolicyProvider<?> provider() {
            return provider;
        }

        @Override
        protected Set<AugmentPolicyBehavior> absent(String name) {
            return absent;
        }
    }

    private static Kit kit(Fault fault, AugmentPolicyBehavior... absent) {
        return new Kit(new TinyPolicy(fault), absent);
    }

    @Test
    void names() {
        assertFails(
                "is malformed; all of it must match",
                () -> kit(Fault.MALFORMED_NAME).namesAreUniqueAndWellFormed());
    }

    /** Not in the service file of the tests. */
    private static final class Unlisted implements AugmentPolicyProvider<TinyPolicy.Options> {
        @Override
        public Set<String> names() {
            return Set.of("unlisted");
        }

        @Override
        public TinyPolicy.Options defaults(String name) {
            return new TinyPolicy.Options(1);
        }

        @Override
        public Description describe(String name) {
            return Description.of("nothing");
        }

        @Override
        public AugmentPolicy create(String name, TinyPolicy.Options options, Canvas canvas) {
            return AugmentPolicy.NONE;
        }
    }

    @Test
    void providerWithoutServiceFile() {
        assertFails(
                "no META-INF/services/dev.jimm.api.augment.AugmentPolicyProvider names",
                () -> new Kit(new Unlisted()).serviceFileEqualsModuleDescriptor());
    }

    @Test
    void descriptions() {
        assertFails("the summary is empty", kit(Fault.NO_SUMMARY).descriptionsAreALineAndLinks());
        assertFails(
                "describe(\"tiny\", options) says nothing", kit(Fault.NO_TEXT).descriptionsAreALineAndLinks());
    }

    @Test
    void options() {
        assertFails(
                "the refusal of 'strength = -2147483648' should begin with one of the keys [strength]",
                kit(Fault.CHECKS_WITHOUT_KEY).optionsAreRefusedByTheirKeyOrWork());
        assertFails(
                "the options do not check 'strength = -2147483648': java.lang.ArithmeticException: overflow",
                kit(Fault.CHECKS_BY_ANOTHER_EXCEPTION).optionsAreRefusedByTheirKeyOrWork());
        assertFails(
                "'strength = -2147483648' is accepted by the options, and fails when it is used",
                kit(Fault.CHECKS_TOO_LATE).optionsAreRefusedByTheirKeyOrWork());
    }

    @Test
    void shortForms() {
        assertFails(
                "shortForm(\"tiny\", \"no_such_key\") should throw an IllegalArgumentException",
                kit(Fault.TAKES_ANY_SHORT_FORM).keysOfNoShortFormAreRefused());
        assertFails(
                "should tell what it does not understand, but says: does not understand that",
                kit(Fault.SHORT_FORM_REFUSED_WITHOUT_REASON).keysOfNoShortFormAreRefused());
    }

    @Test
    void results() {
        assertFails("create(\"tiny\", ...) gives null", kit(Fault.NULL_POLICY).theSameSeedGivesTheSamePixels());
        assertFails(
                "policy 'tiny' on Image[32 x 24] with seed 0 gives null",
                kit(Fault.NULL_PICTURE).theSameSeedGivesTheSamePixels());
        assertFails(
                "policy 'tiny' on Image[1 x 7] with seed 0 gives Image[1 x 1]",
                kit(Fault.CROPS).imagesOfAnySizeKeepItAndAreNotWrittenTo());
        assertFails(
                "policy 'tiny' on Image[1 x 1] with seed 0 fails",
                kit(Fault.FAILS_ON_A_PIXEL).imagesOfAnySizeKeepItAndAreNotWrittenTo());
        assertFails(
                "policy 'tiny' on Image[1 x 1] with seed 0 writes into the picture that it is given",
                kit(Fault.WRITES_INTO_THE_ARGUMENT).imagesOfAnySizeKeepItAndAreNotWrittenTo());
        assertFails(
                "writes into the picture that it is given",
                kit(Fault.WRITES_INTO_THE_ARGUMENT).otherSeedsGiveOtherPixels());
    }

    @Test
    void chance() {
        assertFails(
                "when asked again after other pictures", kit(Fault.OWN_CHANCE).theSameSeedGivesTheSamePixels());
        assertFails(
                "when asked again after other pictures", kit(Fault.COUNTS_CALLS).theSameSeedGivesTheSamePixels());
        assertFails("ClassCastException", kit(Fault.WANTS_A_SPLITTABLE_RANDOM).theSameSeedGivesTheSamePixels());
    }

    @Test
    void absentBehavior() {
        assertFails(
                "leaves the picture as it is with all seeds",
                kit(Fault.DOES_NOTHING).otherSeedsGiveOtherPixels());
        assertFails(
                "policy 'tiny' makes the same of a picture with all seeds from 0 to 299; where that is meant, override",
                kit(Fault.ALWAYS_THE_SAME).otherSeedsGiveOtherPixels());
        assertPasses(kit(Fault.ALWAYS_THE_SAME, AugmentPolicyBehavior.RANDOM).otherSeedsGiveOtherPixels());
        assertFails(
                "is declared to be without AugmentPolicyBehavior.RANDOM",
                kit(Fault.NONE, AugmentPolicyBehavior.RANDOM).otherSeedsGiveOtherPixels());
    }

    @Test
    void arrayThatThreadsShare() {
        assertFails("several threads", kit(Fault.SHARES_AN_ARRAY).severalThreadsGetWhatOneGets());
    }
}

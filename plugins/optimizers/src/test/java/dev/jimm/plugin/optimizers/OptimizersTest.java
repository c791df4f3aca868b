package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.testkit.OptimizerProviderKit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every optimizer of this plugin, by its service file. */
class OptimizersTest extends OptimizerProviderKit {
    /** Those of timm that need no library of a vendor's, and two other names that it takes. */
    private static final Set<String> NAMES = Set.of("""
        adabelief adadelta adafactor adafactorbv adafactorbvc adagrad adahessian adam adamax adamc adamp adamuon
        adamw adamwlegacy adan adanw adopt adoptc adoptw cadafactor cadafactorbv cadafactorbvc cadamc cadamp
        cadamw cadan cadanw cadopt cadoptc cadoptw clamb clambw claprop clion clionc cmars cnadamc cnadamw
        crmsproptf csgdc csgdp csgdw kron kronc kronw lamb lambc lambcd lambcw lambw laprop lapropc larc lars
        lion lionc madgrad madgradw mars momentum muon nadam nadamc nadamlegacy nadamuon nadamw nesterov
        nesterovw nlarc nlars nmuon novograd radabelief radam radamlegacy radamw rmsprop rmsproptf rmsproptfc sgd
        sgdc sgdp sgdw
        """.strip().split("\\s+"));

    static ProviderCatalogue catalogue() {
        return ProviderCatalogue.of(
                ServiceProviders.load(OptimizersTest.class.getClassLoader()).provided());
    }

    @Override
    protected List<OptimizerProvider<?>> providers() {
        return catalogue().provided(ProviderKind.OPTIMIZER).values().stream()
                .<OptimizerProvider<?>>map(Provided::provider)
                .distinct()
                .toList();
    }

    @Test
    void offersAllNames() {
        assertEquals(NAMES, catalogue().names(ProviderKind.OPTIMIZER));
    }
}

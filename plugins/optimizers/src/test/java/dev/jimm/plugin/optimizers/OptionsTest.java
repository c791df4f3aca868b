package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every option that can be wrong is refused by its key, with what would be right. */
class OptionsTest {
    /** A name of each family, an option that is wrong, and what a user is told. */
    private static final String WRONG = """
        adabelief | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        adabelief | eps = -1 | must be at least 0, is -1.0
        adabelief | fixed-decay = true, decoupled-decay = false | must be false where decoupled-decay is, is true
        adadelta | rho = 1 | must be at least 0 and below 1, is 1.0
        adadelta | eps = 0 | must be above 0, is 0.0
        adafactor | eps = -1 | must be at least 0, is -1.0
        adafactor | clip-threshold = 0 | must be above 0, is 0.0
        adafactor | decay-rate = 0 | must be below 0, is 0.0
        adafactor | beta1 = 1 | must be at least 0 and below 1, is 1.0
        adafactor | min-dim-size-to-factor = -1 | must be at least 0, is -1
        adafactorbv | min-dim-size-to-factor = -1 | must be at least 0, is -1
        adafactorbv | decay-rate = 0 | must be above 0, is 0.0
        adafactorbv | beta2-cap = 1 | must be at least 0 and below 1, is 1.0
        adafactorbv | momentum = 1 | must be at least 0 and below 1, is 1.0
        adafactorbv | momentum-dtype = other | must be one of bfloat16, float32, is the string "other"
        adafactorbv | eps = -1 | must be at least 0, is -1.0
        adafactorbv | clipping-threshold = 0 | must be above 0, is 0.0
        adagrad | lr-decay = -1 | must be at least 0, is -1.0
        adagrad | initial-accumulator-value = -1 | must be at least 0, is -1.0
        adagrad | eps = -1 | must be at least 0, is -1.0
        adahessian | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        adahessian | eps = -1 | must be at least 0, is -1.0
        adahessian | hessian-power = 1.5 | must be at least 0 and at most 1, is 1.5
        adahessian | update-each = 0 | must be at least 1, is 0
        adahessian | n-samples = 0 | must be at least 1, is 0
        adam | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        adam | betas = [0.9, 1] | must be 2 numbers, each at least 0 and below 1, is [0.9, 1.0]
        adam | eps = -1 | must be at least 0, is -1.0
        adam | corrected-decay = true | must be false where decoupled-decay is, is true
        adamax | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        adamax | eps = -1 | must be at least 0, is -1.0
        adamp | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        adamp | eps = -1 | must be at least 0, is -1.0
        adamp | delta = -1 | must be at least 0, is -1.0
        adamp | wd-ratio = -1 | must be at least 0, is -1.0
        adamuon | adjust-lr-fn = original | must be one of none, match-rms-adamw, rms-to-rms, rsqrt-in where algo is adamuon, is original
        adan | betas = [0.9, 0.9] | must be 3 numbers, each at least 0 and below 1, is [0.9, 0.9]
        adan | betas = [0.9, 0.9, 1] | must be 3 numbers, each at least 0 and below 1, is [0.9, 0.9, 1.0]
        adan | eps = -1 | must be at least 0, is -1.0
        adopt | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        adopt | eps = -1 | must be at least 0, is -1.0
        adopt | clip-exp = -1 | must be at least 0, is -1.0
        adopt | corrected-decay = true | must be false where decoupled-decay is, is true
        kron | momentum = 1 | must be at least 0 and below 1, is 1.0
        kron | preconditioner-update-probability = 1.5 | must be above 0 and at most 1, is 1.5
        kron | max-size-triangular = -1 | must be at least 0, is -1
        kron | min-ndim-triangular = -1 | must be at least 0, is -1
        kron | memory-save-mode = other | must be one of one-diag, smart-one-diag, all-diag, is the string "other"
        kron | precond-lr = 1.5 | must be above 0 and at most 1, is 1.5
        kron | precond-init-scale = 0 | must be above 0, is 0.0
        kron | flatten-start-dim = -1 | must be at least 0, is -1
        lamb | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        lamb | eps = -1 | must be at least 0, is -1.0
        lamb | max-grad-norm = 0 | must be above 0, is 0.0
        lamb | corrected-decay = true | must be false where decoupled-decay is, is true
        laprop | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        laprop | eps = -1 | must be at least 0, is -1.0
        lars | momentum = 1 | must be at least 0 and below 1, is 1.0
        lars | dampening = 1.5 | must be at least 0 and at most 1, is 1.5
        lars | trust-coeff = 0 | must be above 0, is 0.0
        lars | eps = -1 | must be at least 0, is -1.0
        lion | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        madgrad | momentum = 1 | must be at least 0 and below 1, is 1.0
        madgrad | eps = -1 | must be at least 0, is -1.0
        mars | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        mars | eps = -1 | must be at least 0, is -1.0
        mars | gamma = -1 | must be at least 0, is -1.0
        mars | mars-type = other | must be one of adamw, lion, is the string "other"
        mars | lr1d-factor = -1 | must be at least 0, is -1.0
        mars | betas1d = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        muon | algo = other | must be one of muon, adamuon, is the string "other"
        muon | momentum = 1 | must be at least 0 and below 1, is 1.0
        muon | ns-steps = 0 | must be at least 1, is 0
        muon | ns-coefficients = other | must be one of original, quintic, polar-express, polar-express-safer, is the string "other"
        muon | eps = 0 | must be above 0, is 0.0
        muon | safety-factor = 0 | must be above 0, is 0.0
        muon | adjust-lr-fn = other | must be one of none, original, match-rms-adamw, rms-to-rms, rsqrt-in, is the string "other"
        muon | conv-mode = other | must be one of flatten, batched, is the string "other"
        muon | fallback-lr-scale = 0 | must be above 0, is 0.0
        muon | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        muon | adjust-lr-fn = rsqrt-in | must be one of none, original, match-rms-adamw, rms-to-rms where algo is muon, is rsqrt-in
        nadam | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        nadam | eps = -1 | must be at least 0, is -1.0
        nadam | momentum-decay = -1 | must be at least 0, is -1.0
        nadamw | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        nadamw | eps = -1 | must be at least 0, is -1.0
        novograd | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        novograd | eps = -1 | must be at least 0, is -1.0
        radam | betas = [0.9] | must be 2 numbers, each at least 0 and below 1, is [0.9]
        radam | eps = -1 | must be at least 0, is -1.0
        rmsprop | alpha = 1 | must be at least 0 and below 1, is 1.0
        rmsprop | eps = -1 | must be at least 0, is -1.0
        rmsprop | momentum = 1 | must be at least 0 and below 1, is 1.0
        rmsproptf | alpha = 1 | must be at least 0 and below 1, is 1.0
        rmsproptf | eps = -1 | must be at least 0, is -1.0
        rmsproptf | momentum = 1 | must be at least 0 and below 1, is 1.0
        rmsproptf | corrected-decay = true | must be false where decoupled-decay is, is true
        sgd | momentum = 1 | must be at least 0 and below 1, is 1.0
        sgd | dampening = 1.5 | must be at least 0 and at most 1, is 1.5
        sgd | dampening = 0.5 | must be 0 where nesterov is true, is 0.5
        sgdp | momentum = 1 | must be at least 0 and below 1, is 1.0
        sgdp | dampening = 1.5 | must be at least 0 and at most 1, is 1.5
        sgdp | eps = -1 | must be at least 0, is -1.0
        sgdp | delta = -1 | must be at least 0, is -1.0
        sgdp | wd-ratio = -1 | must be at least 0, is -1.0
        sgdw | momentum = 1 | must be at least 0 and below 1, is 1.0
        sgdw | dampening = 1.5 | must be at least 0 and at most 1, is 1.5
        sgdw | dampening = 0.5 | must be 0 where nesterov is true, is 0.5
        """;

    /** Options of which every value means something. */
    private static final Set<String> FREE = Set.of(Kron.Options.class.getName() + " flatten-end-dim");

    private static final ProviderCatalogue CATALOGUE = OptimizersTest.catalogue();

    private static OptimizerProvider<?> provider(String name) {
        return CATALOGUE.find(ProviderKind.OPTIMIZER, name).provider();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = WRONG)
    void wrongValueIsRefusedByItsKey(String name, String option, String told) {
        Config wrong =
                ConfigFactory.parseString(option, ConfigParseOptions.defaults().setOriginDescription("run.conf"));
        Problems problems = new Problems();
        ConfigBinder.bind(wrong, "", provider(name).defaults(name), problems);
        String key = option.split(" ")[0];
        assertEquals(List.of("run.conf:1: '" + key + "' " + told), problems.lines());
    }

    @Test
    void everyOptionIsInTheTable() {
        Set<String> expected = new TreeSet<>();
        CATALOGUE.provided(ProviderKind.OPTIMIZER).forEach((name, provided) -> {
            Record defaults = provided.provider().defaults(name);
            for (String key : fallible(defaults.getClass())) {
                expected.add(defaults.getClass().getName() + " " + key);
            }
        });
        Set<String> tried = WRONG.lines()
                .map(row -> row.strip().split("[ |]+"))
                .map(row -> provider(row[0]).defaults(row[0]).getClass().getName() + " " + row[1])
                .collect(Collectors.toCollection(TreeSet::new));
        expected.removeAll(FREE);
        tried.retainAll(expected);
        assertEquals(expected, tried);
    }

    /** The keys of all components that are no switches. */
    private static List<String> fallible(Class<? extends Record> type) {
        List<String> keys = new ArrayList<>(ConfigTree.keys(type));
        RecordComponent[] components = type.getRecordComponents();
        for (int i = components.length - 1; i >= 0; i--) {
            if (components[i].getType() == boolean.class) {
                keys.remove(i);
            }
        }
        return keys;
    }

    @Test
    void namesOfOthersAreRefusedWithThoseOfTheFamily() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> new Sgd().rule("adam", new Sgd().defaults("momentum")));
        assertEquals(
                "name must be one of momentum, nesterov, sgd for dev.jimm.plugin.optimizers.Sgd, is adam",
                refusal.getMessage());
    }
}

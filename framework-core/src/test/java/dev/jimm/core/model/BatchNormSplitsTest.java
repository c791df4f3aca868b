package dev.jimm.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.nn.Param;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code model.batch-norm-splits} reaches every batch norm of a model that knows nothing of it. */
class BatchNormSplitsTest {
    private final ModelCatalogue catalogue =
            new ModelCatalogue(ProviderCatalogue.of(List.of(new Provided<>(new TinyFamily(), "tiny.jar"))));

    @ParameterizedTest
    @CsvSource({
        "0, 'bn.weight, bn2.weight'",
        "1, 'bn.weight, bn2.weight'",
        "2, 'bn.weight, bn.aux_bn.0.weight, bn2.weight, bn2.aux_bn.0.weight'",
        "3, 'bn.weight, bn.aux_bn.0.weight, bn.aux_bn.1.weight, bn2.weight, bn2.aux_bn.0.weight, bn2.aux_bn.1.weight'"
    })
    void theNormsOfTheOtherSplitsAreDeclaredBelowTheFirst(int splits, String expected) {
        ModelConfig config =
                new ModelConfig("tiny_conv", "false", null, 3, 0, 0, null, 32, splits, ConfigFactory.empty());
        assertEquals(splits, config.classes(5).channels(1).batchNormSplits());
        List<String> weights = catalogue.create(config, 5).structure().parameters().weights().stream()
                .map(Param::name)
                .filter(name -> name.startsWith("bn") && name.endsWith("weight"))
                .toList();
        assertEquals(expected, String.join(", ", weights));
    }
}

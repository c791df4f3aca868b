package dev.jimm.core.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GeneratedModelTest {
    @Test
    @Tag("engine")
    void ofSeveralNamesTheLastOneGivesTheValues() {
        Scope root = new ParamTable().root();
        Param weight = root.at("first").weight("table", Init.ZEROS, 2, 3);
        root.at("second").alias(root.at("first"));
        Model model = Model.builder(root)
                .features((x, pass) -> x)
                .head((features, pass, preLogits) -> features.get(0))
                .featureCount(1)
                .build();
        float[] expected = GeneratedValues.unit("second.table", 6);
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= 0.1f;
        }
        try (GeneratedModel generated = new GeneratedModel(model)) {
            assertArrayEquals(expected, generated.weights().get(weight).floats(), 1e-7f);
        }
    }
}

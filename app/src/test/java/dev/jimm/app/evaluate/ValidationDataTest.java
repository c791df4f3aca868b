package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.train.AugmentConfig;
import dev.jimm.core.train.InputConfig;
import dev.jimm.core.train.LossConfig;
import dev.jimm.core.train.RunConfig;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.train.TrainConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationDataTest {
    @TempDir
    private Path folder;

    @Test
    void neverPaintsTheSampleDataSet() {
        Path root = folder.resolve("elsewhere");
        RunConfig config = new RunConfig(
                "foreign",
                1,
                ModelConfig.named("resnet18"),
                DataConfig.defaults().reading("sample", root),
                InputConfig.defaults(),
                AugmentConfig.defaults(),
                ConfigFactory.empty(),
                ConfigFactory.empty(),
                LossConfig.defaults(),
                TrainConfig.defaults());
        SavedModel model = new SavedModel(folder, config, null, null, null, List.of("ring"));
        JimmException failure = assertThrows(
                JimmException.class,
                () -> ValidationData.of(model, null, new DataSets(ProviderCatalogue.of(List.of()))));
        assertEquals(Category.DATA, failure.category());
        assertFalse(Files.exists(root));
    }
}

package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.core.data.DataConfig;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataArgumentsTest {
    private final DataConfig own = DataConfig.defaults().reading("cifar10", Path.of("cifar"));

    @Test
    void withoutAPathTheDataIsTheRunsOwn() {
        DataArguments arguments = new DataArguments(null, "image-folder", null, List.of("data.batch-size=7"));
        DataConfig config = arguments.config(own);
        assertEquals(Split.VALIDATION, arguments.split());
        assertEquals("cifar10", config.reader());
        assertEquals(Path.of("cifar"), config.root());
        assertEquals(7, config.batchSize());
    }

    @Test
    void aPathIsReadByTheNamedReader() {
        DataArguments arguments = new DataArguments(
                Path.of("x"), "image-list", null, List.of("data.class-map=a.txt", "data.options.label-column=kind"));
        DataConfig config = arguments.config(own);
        assertNull(arguments.split());
        assertEquals("image-list", config.reader());
        assertEquals(Path.of("x"), config.root());
        assertEquals(Path.of("a.txt"), config.classMap());
        assertEquals("kind", config.options().getString("label-column"));
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        DataArguments arguments = new DataArguments(
                null, "image-folder", null, List.of("train.epochs=3", "data.root=y", "data.batchsize=3"));
        JimmException failure = assertThrows(JimmException.class, () -> arguments.config(own));
        assertEquals(Category.CONFIGURATION, failure.category());
        for (String part : List.of(
                "--set train.epochs=3: a validation takes data.KEY=VALUE only",
                "'data.root' is given by --data PATH",
                "batch-size")) {
            assertEquals(true, failure.getMessage().contains(part), failure.getMessage());
        }
    }
}

package dev.jimm.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    @TempDir
    Path folder;

    record Train(int epochs, double lr) {}

    record Run(Train train) {}

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Config load(String text, String... settings) throws IOException {
        return ConfigFile.load(write("run.conf", text), List.of(settings));
    }

    /** The message of the failure, with the names of files relative to the test's folder. */
    private String failure(String text, String... settings) {
        return failureOf(() -> load(text, settings));
    }

    private String failureOf(Executable work) {
        JimmException e = assertThrows(JimmException.class, work);
        assertEquals(Category.CONFIGURATION, e.category());
        return relative(e.getMessage());
    }

    private String relative(String text) {
        return text.replace(folder + "/", "");
    }

    private String where(Config config, String path) {
        return relative(Location.of(config, path).toString());
    }

    @Test
    void includesAreFoundBesideTheFileAndKeepTheirOrigins() throws IOException {
        write("recipes/base.conf", "train { epochs = 3\n lr = 0.1 }");
        write("recipes/cifar.conf", "include \"base.conf\"\ndata.workers = 2");
        Config config = load("include \"recipes/cifar.conf\"\ntrain.epochs = 5");

        assertEquals(5, config.getInt("train.epochs"));
        assertEquals("run.conf:2", where(config, "train.epochs"));
        assertEquals(0.1, config.getDouble("train.lr"));
        assertEquals("recipes/base.conf:2", where(config, "train.lr"));
        assertEquals("recipes/cifar.conf:2", where(config, "data.workers"));
    }

    @Test
    void anIncludeInsideASectionResolvesItsOwnSubstitutions() throws IOException {
        write("model.conf", "width = 8\ndepth = ${width}");
        Config config = load("model { include file(\"model.conf\") }");

        assertEquals(8, config.getInt("model.depth"));
    }

    @Test
    void problemsOfIncludedFilesStandThere() throws IOException {
        write("recipes/cifar.conf", "\ntrain { epohcs = 3 }");
        Problems problems = new Problems();

        ConfigBinder.bind(load("include \"recipes/cifar.conf\""), "", new Run(new Train(1, 1)), problems);

        assertEquals(
                List.of("recipes/cifar.conf:2: unknown key 'train.epohcs'; did you mean 'epochs'?"),
                problems.lines().stream().map(this::relative).toList());
    }

    @Test
    void aMissingIncludeIsAnErrorWithItsLine() throws IOException {
        write("recipes/cifar.conf", "");

        assertEquals(
                "run.conf:3: include \"recipes/cifra.conf\": there is no file recipes/cifra.conf;"
                        + " did you mean 'cifar.conf'?",
                failure("# include \"recipes/cifra.conf\"\n\n  include \"recipes/cifra.conf\""));
        assertEquals(
                "run.conf:1: include \"absent/x.conf\": there is no file absent/x.conf;"
                        + " the path is relative to the file that includes it",
                failure("train { include required(file(\"absent/x.conf\")) }"));
    }

    @Test
    void includesGoInCirclesNowhere() throws IOException {
        write("b.conf", "\ninclude \"run.conf\"");

        assertEquals(
                "b.conf:2: include \"run.conf\" leads back to run.conf, which includes this file",
                failure("include \"b.conf\""));
    }

    @Test
    void onlyFilesAreIncluded() {
        assertEquals(
                "run.conf:1: only files can be included, not http://localhost/x.conf",
                failure("include url(\"http://localhost/x.conf\")"));
        assertEquals(
                "run.conf:1: only files can be included, not the class path resource x.conf",
                failure("include classpath(\"x.conf\")"));
    }

    @Test
    void aMissingFileIsAnError() throws IOException {
        write("cifar.conf", "");
        String wanted = folder.resolve("cfiar.conf").toString();

        assertEquals(
                "there is no file cfiar.conf; did you mean 'cifar.conf'?",
                failureOf(() -> ConfigFile.load(Path.of(wanted), List.of())));
        assertEquals(
                "there is no file no-such-folder/x.conf; the path is relative to the working folder, "
                        + Path.of("").toAbsolutePath(),
                failureOf(() -> ConfigFile.load(Path.of("no-such-folder", "x.conf"), List.of())));
    }

    @Test
    void filesAreNamedRelativeToTheWorkingFolderWhereShorter() {
        Path absolute = Path.of("no-such-folder", "x.conf").toAbsolutePath();
        String message = failureOf(() -> ConfigFile.load(absolute, List.of()));
        assertEquals("there is no file no-such-folder/x.conf", message.substring(0, message.indexOf(';')));
    }

    @Test
    void foldersAndBinaryFilesAreErrors() throws IOException {
        Path binary = Files.write(folder.resolve("weights.bin"), new byte[] {(byte) 0xC3, 0x28});

        assertEquals("weights.bin is not a text in UTF-8", failureOf(() -> ConfigFile.load(binary, List.of())));
        assertEquals(folder + " is a folder, not a file", failureOf(() -> ConfigFile.load(folder, List.of())));
    }

    @Test
    void substitutionsAreResolved() throws IOException {
        Config config = load("width = 8\nmodel { width = ${width}, dir = ${?JIMM_NO_SUCH_VARIABLE} }");

        assertEquals(8, config.getInt("model.width"));
        assertFalse(config.hasPath("model.dir"));
        assertEquals("run.conf:1", where(config, "model.width"));
    }

    @Test
    void anUnresolvedSubstitutionIsAnError() {
        assertEquals(
                "run.conf:2: Could not resolve substitution to a value: ${widht};"
                        + " define it, or write ${?...} where it may be absent",
                failure("width = 8\nmodel.width = ${widht}"));
    }

    @Test
    void settingsWinAndReachSubstitutions() throws IOException {
        Config config = load(
                "base = 1\ntrain { epochs = ${base}, lr = 0.1, decay = 0.5 }",
                "base=2",
                "train.lr=1e-3",
                "base=3",
                "train.decay=null",
                "model { name = vit, sizes = [1, 2] }, seed = ${base}");

        assertEquals(3, config.getInt("train.epochs"));
        assertEquals(1e-3, config.getDouble("train.lr"));
        assertEquals("--set train.lr=1e-3", where(config, "train.lr"));
        assertTrue(config.getIsNull("train.decay"));
        assertEquals(List.of(1, 2), config.getIntList("model.sizes"));
        assertEquals(3, config.getInt("seed"));
    }

    @Test
    void problemsOfSettingsNameTheSetting() throws IOException {
        Problems problems = new Problems();
        Config config = load("train.lr = 0.1", "train.epochs=x");

        Run run = ConfigBinder.bind(config, "", new Run(new Train(1, 1)), problems);

        assertEquals(new Run(new Train(1, 0.1)), run);
        assertEquals(
                List.of("--set train.epochs=x: 'train.epochs' must be an int, is the string \"x\""), problems.lines());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.epochs | --set train.epochs: a setting has the form key=value",
                "=3           | --set =3: a setting has the form key=value",
                "a={          | --set a={: unexpected end of file",
            })
    void aMalformedSettingIsAnError(String setting, String message) {
        assertEquals(message, failure("a = 1", setting));
    }

    @Test
    void parseErrorsHaveFileAndLine() throws IOException {
        assertEquals(
                "run.conf:2: Expecting end of input or a comma, got ':' (if you intended ':' to be part of a key or"
                        + " string value, try enclosing the key or value in double quotes)",
                failure("a = 1\nb = http://x\n"));
        assertEquals("run.conf:3: unexpected end of file", failure("a {\n b = 1\n"));
        write("bad.conf", "\n}");
        assertEquals("bad.conf:2", failure("include \"bad.conf\"").substring(0, 10));
    }

    @Test
    void aTextCanBeParsedWithoutAFile() {
        Config config = ConfigFile.parse("a = 1\nb = ${a}", "inline");
        assertEquals(1, config.getInt("b"));
        assertEquals("inline:1", Location.of(config, "a").toString());
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        assertEquals(1, load("\uFEFFa = 1").getInt("a"));
    }
}

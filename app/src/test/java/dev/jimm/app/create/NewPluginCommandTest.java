package dev.jimm.app.create;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.ApiVersion;
import dev.jimm.api.Provider;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import dev.jimm.app.text.Launcher;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.core.provider.ServiceProviders.Found;
import dev.jimm.testkit.ModelProviderKit;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apiguardian.api.API;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The project that is written: whole, compiling, and offering what it says. Its tests run in {@code PluginProjectIT}. */
class NewPluginCommandTest {
    private static final String DESCRIPTOR = "module-info.java";

    @TempDir
    private Path folder;

    private Path home;
    private Path project;

    @BeforeEach
    void makeDistribution() throws IOException {
        home = folder.resolve("jimm");
        project = folder.resolve("my flower");
        Files.createDirectories(home.resolve("repository/dev/jimm/jimm-parent/1.2.3"));
    }

    private Outcome create(Object... more) {
        Object[] start = {"plugins", "new", "sun-flower", "--directory", project};
        return Cli.runFrom(
                home, Stream.concat(Stream.of(start), Stream.of(more)).toArray());
    }

    private void created(Object... more) {
        Outcome outcome = create(more);
        assertEquals(0, outcome.exitCode(), outcome::toString);
    }

    private static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private String text(String file) throws IOException {
        return Files.readString(project.resolve(file));
    }

    @Test
    void tellsWhatItWroteAndWhatIsNext() throws IOException {
        Outcome outcome = create();
        assertEquals(0, outcome.exitCode(), outcome::toString);
        assertEquals("", outcome.err());
        Set<String> told = outcome.out()
                .lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(String::strip)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(files(project), told);
        assertEquals(18, told.size());
        assertTrue(outcome.out().startsWith("a plugin in " + project + ", 18 files\n"), outcome.out());
        assertTrue(outcome.out().endsWith("""

                        next
                          (cd '%1$s' && ./mvnw verify)
                          cp '%1$s/target/plugin/sun-flower-0.1.0.jar' %2$s
                          jimm plugins
                          jimm train '%1$s/example.conf'
                        """.formatted(project, Launcher.quoted(home + "/plugins/"))), outcome.out());
    }

    @Test
    void theBuildKnowsJimmAndTheWrapperCanBeStarted() throws IOException {
        created();
        assertEquals("-Dmaven.repo.local.tail=" + home + "/repository\n", text(".mvn/maven.config"));
        assertTrue(text("pom.xml").contains("<jimm.version>1.2.3</jimm.version>"), text("pom.xml"));
        assertTrue(Files.isExecutable(project.resolve("mvnw")));
        assertTrue(text("mvnw").startsWith("#!/bin/sh\n"));
    }

    /** Maven's own stay, and so do those of the wrapper's shell script. */
    @Test
    void noPlaceholderIsLeft() throws IOException {
        created();
        Pattern own = Pattern.compile("\\$\\{(?!(project|jimm)\\.)");
        for (String file : files(project)) {
            if (!file.equals("mvnw")) {
                assertFalse(own.matcher(text(file)).find(), () -> file + " has a placeholder");
            }
        }
    }

    @Test
    void theManifestAsksForThisApi() throws Exception {
        created();
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(project.resolve("pom.xml").toFile());
        String range = pom.getElementsByTagName("Plugin-Requires").item(0).getTextContent();
        assertEquals(ApiRange.of(ApiVersion.CURRENT), range);
    }

    @Test
    void sourcesCompileWithoutWarningsAndOfferWhatTheySay() throws IOException {
        created("--package", "org.mine.nets");
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertEquals("", compile(classes, project.resolve("src/main/java")));
        assertEquals("", compile(folder.resolve("tests"), project.resolve("src/test/java"), classes));
        Set<URL> places = Set.of(
                classes.toUri().toURL(),
                project.resolve("src/main/resources").toUri().toURL());
        try (URLClassLoader loader = new URLClassLoader(places.toArray(URL[]::new), Provider.class.getClassLoader())) {
            Found found = ServiceProviders.loadOwn(loader, "the plugin");
            assertEquals(List.of(), found.problems());
            ProviderCatalogue offered = ProviderCatalogue.of(found.provided());
            assertEquals(Set.of("sun_flower_tiny", "sun_flower_small"), offered.names(ProviderKind.MODEL));
            assertEquals(Set.of("sun_flower"), offered.names(ProviderKind.OPTIMIZER));
            assertEquals(Set.of("sun_flower"), offered.names(ProviderKind.AUGMENT_POLICY));
            assertEquals(3, found.provided().size());
        }
    }

    /** What the compiler says of the sources of a folder, but for the module's descriptor. */
    private static String compile(Path target, Path sources, Path... more) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, null);
                Stream<Path> files = Files.walk(sources)) {
            List<Path> java = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith(DESCRIPTOR))
                    .toList();
            String path = Stream.concat(
                            Stream.of(more).map(Path::toString),
                            Stream.of(
                                            Provider.class,
                                            JimmException.class,
                                            ModelProviderKit.class,
                                            Test.class,
                                            API.class)
                                    .map(NewPluginCommandTest::place))
                    .collect(Collectors.joining(File.pathSeparator));
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-Xlint:all,-processing,-classfile",
                    "-proc:none",
                    "-cp",
                    path,
                    "-d",
                    target + "");
            compiler.getTask(said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(java))
                    .call();
        }
        return said.toString();
    }

    /** The jar or folder that a class is from. */
    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theModuleProvidesWhatTheServiceFilesSay() throws IOException {
        created();
        String descriptor = text("src/main/java/" + DESCRIPTOR);
        for (String kind : List.of("augment.AugmentPolicy", "model.Model", "optimizer.Optimizer")) {
            String service = "dev.jimm.api." + kind + "Provider";
            String provider =
                    text("src/main/resources/META-INF/services/" + service).strip();
            assertTrue(
                    descriptor.contains("provides " + service + " with\n            " + provider + ";"),
                    () -> descriptor + " and " + provider);
        }
    }

    @Test
    void aFolderWithSomethingInItIsRefused() throws IOException {
        Files.createDirectory(project);
        Path mine = Files.writeString(project.resolve("mine.txt"), "mine");
        Outcome outcome = create();
        assertEquals(2, outcome.exitCode(), outcome::toString);
        assertEquals(
                "jimm: " + project + " is there already and not empty; name another folder by --directory\n",
                outcome.err());
        assertEquals(Set.of("mine.txt"), files(project));
        Files.delete(mine);
        created();
    }

    @Test
    void aFileInThePlaceOfTheFolderIsRefused() throws IOException {
        Files.writeString(project, "mine");
        Outcome outcome = create();
        assertEquals(2, outcome.exitCode(), outcome::toString);
        assertTrue(outcome.err().contains(" is no folder that can be read: "), outcome.err());
        assertEquals("mine", Files.readString(project));
    }

    @Test
    void aNameThatCannotBeOneWritesNothing() {
        Outcome outcome = Cli.runFrom(home, "plugins", "new", "Sun_Flower", "--directory", project);
        assertEquals(2, outcome.exitCode(), outcome::toString);
        assertTrue(outcome.err().startsWith("jimm: 'Sun_Flower' cannot be the name of a plugin"), outcome.err());
        assertFalse(Files.exists(project));
    }
}

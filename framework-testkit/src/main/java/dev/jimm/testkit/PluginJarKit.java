package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Proves the jar of a plugin: its manifest, its service files, and that jimm loads it from a plugins folder. There is a
 * jar only when it was packed, so this is an integration test: its name ends in {@code IT}, and Maven's failsafe plugin
 * runs it in {@code mvn verify}, with the jar in the place of {@code target/classes}.
 *
 * <pre>{@code
 * class MyPluginIT extends PluginJarKit {
 *     @Override
 *     protected Class<?> pluginClass() {
 *         return MyNet.class;
 *     }
 * }
 * }</pre>
 *
 * <pre>{@code
 * <plugin>
 *     <artifactId>maven-failsafe-plugin</artifactId>
 *     <executions>
 *         <execution>
 *             <goals>
 *                 <goal>integration-test</goal>
 *                 <goal>verify</goal>
 *             </goals>
 *         </execution>
 *     </executions>
 * </plugin>
 * }</pre>
 *
 * <p>What stands in the manifest comes from the configuration of Maven's jar plugin:
 *
 * <pre>{@code
 * <manifestEntries>
 *     <Plugin-Id>${project.artifactId}</Plugin-Id>
 *     <Plugin-Version>${project.version}</Plugin-Version>
 *     <Plugin-Requires>&gt;=0.1.0 &amp; &lt;0.2.0</Plugin-Requires>
 *     <Plugin-Description>${project.description}</Plugin-Description>
 * </manifestEntries>
 * }</pre>
 */
public abstract class PluginJarKit {
    /** A provider of the plugin, or any other of its classes: the jar is where it comes from. */
    protected abstract Class<?> pluginClass();

    /** The jars of the plugins that this one depends on, with all that those depend on. */
    protected List<Path> dependencies() {
        return List.of();
    }

    /** The jar to prove; override this where the build does not run its tests with the jar. */
    protected Path jar() throws URISyntaxException {
        CodeSource source = pluginClass().getProtectionDomain().getCodeSource();
        Path place = Path.of(source.getLocation().toURI());
        assertTrue(
                Files.isRegularFile(place),
                () -> pluginClass() + " comes from " + place
                        + ", which is no jar. Let the name of this test end in IT and"
                        + " the failsafe plugin run it, or override jar()");
        return place;
    }

    @Test
    public void theManifestIsComplete() throws IOException, URISyntaxException {
        new PluginJarChecks(jar()).manifest();
    }

    /** Otherwise a version of jimm that comes much later takes the plugin, and it fails when it is used. */
    @Test
    public void theRangeOfVersionsHasAnEnd() throws IOException, URISyntaxException {
        new PluginJarChecks(jar()).range();
    }

    /** The plugins folder and the class path go by service files, the module path by the descriptor. */
    @Test
    public void serviceFilesEqualTheModuleDescriptor() throws IOException, URISyntaxException {
        new PluginJarChecks(jar()).services();
    }

    @Test
    public void jimmLoadsTheJar() throws IOException, URISyntaxException {
        new PluginJarChecks(jar()).loads(dependencies());
    }
}

package dev.jimm.host.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.core.provider.ProviderKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

class ServiceCheckTest extends CheckFixture {
    private static final String FILE = "META-INF/services/dev.jimm.api.event.TrainingListenerProvider";

    @Test
    void aSoundPluginHasNoFindings() {
        JarReport report =
                PluginCheck.check(List.of(pack(plugin("some", ""))), List.of()).get(0);
        assertEquals(List.of(), report.findings());
        assertEquals("some", report.id());
        assertEquals("1.0.0", report.version());
        assertEquals(2, report.classes());
        assertEquals(64, report.sha256().length());
    }

    @Test
    void aProviderThatIsNotThere() {
        assertEquals(
                List.of(
                        "ERROR " + FILE + " names com.acme.Gone, which is not in the jar",
                        "REMARK provides nothing by itself"),
                texts(findings(plugin("some").service(ProviderKind.LISTENER, "com.acme.Gone # what for"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abstract class Log {}",
                "class Log {}",
                "public class Log { Log() {} }",
                "public class Log { public Log(int size) {} }",
                "public interface Log {}",
            })
    void aProviderThatNobodyCanConstruct(String source) {
        assertEquals(
                List.of(
                        "ERROR " + FILE + " names com.acme.Log, which nobody can construct",
                        "ERROR " + FILE + " names com.acme.Log, which does not implement it"),
                texts(findings(plugin("some")
                        .service(ProviderKind.LISTENER, "com.acme.Log")
                        .source("com.acme.Log", source))));
    }

    @Test
    void aProviderOfAnotherKind() {
        assertEquals(
                List.of("ERROR META-INF/services/dev.jimm.api.data.ReaderProvider names com.acme.Log, which does not"
                        + " implement it"),
                texts(findings(plugin("some", "").service(ProviderKind.READER, "com.acme.Log"))));
    }

    @Test
    void aServiceThatTheApiDoesNotHave() {
        assertEquals(
                List.of(
                        "ERROR has the service file META-INF/services/dev.jimm.api.model.ModelProviders, but the API has"
                                + " no such service; did you mean 'dev.jimm.api.model.ModelProvider',"
                                + " 'dev.jimm.api.data.ReaderProvider'?"),
                texts(findings(plugin("some", "")
                        .entry("META-INF/services/dev.jimm.api.model.ModelProviders", "com.acme.Log\n"))));
    }

    @Test
    void aProviderThatWasForgotten() {
        assertEquals(
                List.of("WARNING has com.acme.Other, which implements TrainingListenerProvider and which no service"
                        + " file names: jimm does not find it"),
                texts(findings(plugin("some", "")
                        .source("com.acme.Other", SourceJar.LISTENER.formatted("Other", "other", "")))));
    }

    @Test
    void aProviderThatOnlyTheModuleProvidesIsToldOnce() {
        ClassWriter module = new ClassWriter(0);
        module.visit(Opcodes.V17, Opcodes.ACC_MODULE, "module-info", null, null, null);
        ModuleVisitor descriptor = module.visitModule("some", 0, null);
        descriptor.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
        descriptor.visitProvide(ProviderKind.LISTENER.type().getName().replace('.', '/'), "com/acme/Log");
        module.visitEnd();
        assertEquals(
                List.of(
                        "ERROR provides com.acme.Log by its module-info but not in " + FILE,
                        "REMARK provides nothing by itself"),
                texts(findings(plugin("some")
                        .source("com.acme.Log", SourceJar.LISTENER.formatted("Log", "some", ""))
                        .entry("module-info.class", module.toByteArray()))));
    }

    @Test
    void theManifestAndTheModuleDescriptorAreJudgedAsByTheFolder() {
        List<String> found = texts(findings(plugin("some", "")
                .without("Plugin-Id")
                .manifest("Plugin-Version", "1")
                .manifest("Plugin-Requires", ">=0.2.0 & <0.3.0")
                .entry("dev/jimm/api/Copy.class", "no class")));
        assertEquals(
                List.of(
                        "ERROR has no Plugin-Id in its manifest",
                        "ERROR has Plugin-Version '1' in its manifest",
                        "ERROR needs the plugin API >=0.2.0 & <0.3.0, this is 0.1.0",
                        "ERROR contains jimm's own API, such as dev/jimm/api/Copy.class"),
                found);
    }
}

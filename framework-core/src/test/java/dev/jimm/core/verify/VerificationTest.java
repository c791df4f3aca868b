package dev.jimm.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
    private static final ProviderCatalogue PROVIDERS =
            ProviderCatalogue.of(List.of(new Provided<>(new SmallNet(), "the test")));

    private final Verification verification = new Verification(new ModelCatalogue(PROVIDERS), PROVIDERS);

    @TempDir
    Path folder;

    private final List<Case> cases = new ArrayList<>();

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("facts"), content);
    }

    private Summary check(String content) throws IOException {
        return verification.check(file(content), VerifyOptions.DEFAULT, cases::add);
    }

    /** Checks one record that must fail, and returns what is said about it. */
    private String failure(ObjectNode facts) throws IOException {
        Summary summary = check(facts.toString());
        assertEquals(new Summary(0, 1, List.of()), summary);
        return cases.get(0).detail();
    }

    private String malformed(String content) {
        JimmException error = assertThrows(JimmException.class, () -> check(content));
        assertEquals(Category.DATA, error.category());
        return error.getMessage().replace(folder.resolve("facts").toString(), "FILE");
    }

    private static ArrayNode tensor(ObjectNode facts, int index) {
        return (ArrayNode) facts.get("params").get(index);
    }

    @Test
    void structure() throws IOException {
        assertEquals(
                new Summary(1, 0, List.of()), check(SmallNetFacts.structure().toString()));
        assertEquals(List.of(new Case("small_net", true, "141 parameters, no reference outputs")), cases);
    }

    @Test
    void gzippedUnderAnyName() throws IOException {
        Path file = folder.resolve("facts.txt");
        try (OutputStream output = new GZIPOutputStream(Files.newOutputStream(file))) {
            String line = SmallNetFacts.structure() + "\n";
            output.write((line + line).getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(new Summary(2, 0, List.of()), verification.check(file, VerifyOptions.DEFAULT, cases::add));
    }

    @Test
    @Tag("engine")
    void outputs() throws IOException {
        long held = DeviceTensor.live();
        Path file = file(SmallNetFacts.withOutputs().toString());
        Summary summary = verification.check(
                file, VerifyOptions.DEFAULT.executions(Execution.TRACED, Execution.EAGER), cases::add);
        assertEquals(new Summary(2, 0, List.of()), summary);
        assertEquals(
                List.of("small_net traced", "small_net eager"),
                cases.stream().map(Case::name).toList());
        for (Case result : cases) {
            assertTrue(result.detail().matches("141 parameters, outputs within \\d\\.\\de-0[789]"), result::detail);
        }
        assertEquals(held, DeviceTensor.live(), "native tensors");
    }

    @Test
    @Tag("engine")
    void wrongLogit() throws IOException {
        ObjectNode facts = SmallNetFacts.withOutputs();
        ArrayNode logits = (ArrayNode) facts.get("golden").get("logits16");
        logits.set(3, DoubleNode.valueOf(logits.get(3).asDouble() + 2e-4 * largest(logits)));
        String detail = failure(facts);
        assertTrue(
                detail.matches("logit 3 is \\S+, the reference says \\S+ "
                        + "\\(2\\.0e-04 apart relative to the largest value, below 1e-04 is right\\)"),
                detail);
    }

    private static double largest(ArrayNode numbers) {
        double largest = 0;
        for (var number : numbers) {
            largest = Math.max(largest, Math.abs(number.asDouble()));
        }
        return largest;
    }

    @Test
    @Tag("engine")
    void logitWithinTheTolerance() throws IOException {
        ObjectNode facts = SmallNetFacts.withOutputs();
        ArrayNode logits = (ArrayNode) facts.get("golden").get("logits16");
        logits.set(3, DoubleNode.valueOf(logits.get(3).asDouble() + 5e-5 * largest(logits)));
        assertEquals(new Summary(1, 0, List.of()), check(facts.toString()));
        assertEquals("141 parameters, outputs within 5.0e-05", cases.get(0).detail());
    }

    @Test
    @Tag("engine")
    void wrongSummaries() throws IOException {
        ObjectNode facts = SmallNetFacts.withOutputs();
        ObjectNode golden = (ObjectNode) facts.get("golden");
        ((ObjectNode) golden.get("features").get(0)).put("mean", 9);
        ((ObjectNode) golden.get("pre_logits")).put("std", 9);
        ((ObjectNode) golden.get("intermediates").get(0))
                .putArray("shape")
                .add(1)
                .add(36);
        String detail = failure(facts);
        assertTrue(detail.startsWith("the deviation of pre-logits is "), detail);
        assertTrue(detail.contains("; the mean of features is "), detail);
        assertTrue(detail.endsWith("; the shape of 'norm' is [1, 4, 3, 3], the reference says [1, 36]"), detail);
    }

    @Test
    @Tag("engine")
    void untappedFeature() throws IOException {
        ObjectNode facts = SmallNetFacts.withOutputs();
        ((ObjectNode) facts.get("golden").get("feature_info").get(0)).put("module", "act");
        assertEquals(
                "the feature info is [FeatureInfo[module=norm, channels=4, reduction=2]], the reference says "
                        + "[FeatureInfo[module=act, channels=4, reduction=2]]; the model taps no 'act'",
                failure(facts));
    }

    @Test
    @Tag("engine")
    void forwardThatFails() throws IOException {
        ObjectNode facts = SmallNetFacts.withOutputs();
        ((ObjectNode) facts.get("golden"))
                .putArray("input")
                .add(1)
                .add(2)
                .add(6)
                .add(6);
        String detail = failure(facts);
        assertTrue(detail.startsWith("the forward pass failed: java.lang.IllegalArgumentException: conv2d: "), detail);
    }

    @Test
    void wrongName() throws IOException {
        ObjectNode facts = SmallNetFacts.structure();
        tensor(facts, 0).set(0, TextNode.valueOf("stem.weight"));
        assertEquals(
                "tensor 'conv.weight' is unknown to the reference; tensor 'stem.weight' is missing", failure(facts));
    }

    @Test
    void wrongShape() throws IOException {
        ObjectNode facts = SmallNetFacts.structure();
        tensor(facts, 0).set(1, tensor(facts, 6).get(1));
        assertEquals("the shape of 'conv.weight' is [4, 3, 3, 3], the reference says [5, 4]", failure(facts));
    }

    @Test
    void wrongOrder() throws IOException {
        ObjectNode facts = SmallNetFacts.structure();
        ArrayNode params = (ArrayNode) facts.get("params");
        params.insert(1, params.remove(2));
        assertEquals(
                "tensor 1 of the state dict is 'norm.weight', in the reference it is 'norm.bias' (and 1 more of this"
                        + " kind)",
                failure(facts));
    }

    @Test
    void wrongKinds() throws IOException {
        ObjectNode facts = SmallNetFacts.structure();
        tensor(facts, 3).set(2, TextNode.valueOf("p"));
        tensor(facts, 5).remove(3);
        assertEquals(
                "'norm.running_mean' is a buffer, the reference says a parameter; "
                        + "the type of 'norm.num_batches_tracked' is whole numbers, the reference says floating point",
                failure(facts));
    }

    @Test
    void wrongCountsAndGroups() throws IOException {
        ObjectNode facts = SmallNetFacts.structure();
        facts.put("param_count", 142).put("num_features", 8).put("head_hidden_size", 16);
        facts.putArray("no_weight_decay").add("token").add("norm.bias");
        ((ArrayNode) facts.get("layer_of")).set(6, 3).set(7, 3);
        assertEquals(
                "the number of parameters is 141, the reference says 142; the feature count is 4, the reference says"
                        + " 8; the head hidden size is 4, the reference says 16; the list without weight decay is"
                        + " [norm.weight], the reference says [norm.bias]; the layer of 'fc.weight' is 2, the reference"
                        + " says 3 (and 1 more of this kind)",
                failure(facts));
    }

    @Test
    void wrongInitialValues() throws IOException {
        ObjectNode facts = SmallNetFacts.structure();
        tensor(facts, 1).set(3, DoubleNode.valueOf(0));
        tensor(facts, 0).set(4, DoubleNode.valueOf(5));
        String detail = failure(facts);
        assertTrue(detail.startsWith("the initial deviation of 'conv.weight' is 0.1"), detail);
        assertTrue(
                detail.endsWith("; the initial mean of 'norm.weight' is 1.00000, the reference says 0.00000 "
                        + "(at most 1.0e-06 apart is right)"),
                detail);
    }

    @Test
    void missingArchitecture() throws IOException {
        assertEquals(
                "unknown model 'small_nets'; did you mean 'small_net'?; 'jimm models' lists all 1",
                failure(SmallNetFacts.structure().put("arch", "small_nets")));
        assertEquals("small_nets", cases.get(0).name());
    }

    @Test
    void onlyMatchingArchitectures() throws IOException {
        Path file = file(
                SmallNetFacts.structure() + "\n" + SmallNetFacts.structure().put("arch", "large_net"));
        Summary summary = verification.check(file, VerifyOptions.DEFAULT.names("sm*"), cases::add);
        assertEquals(new Summary(1, 0, List.of("architectures that do not match 'sm*', not checked: 1")), summary);
    }

    @Test
    void malformedPattern() {
        JimmException error = assertThrows(JimmException.class, () -> VerifyOptions.DEFAULT.names("vit[0-"));
        assertEquals(Category.CONFIGURATION, error.category());
        assertEquals("malformed pattern 'vit[0-': a '[' lacks its ']'", error.getMessage());
    }

    @Test
    void deprecatedNames() throws IOException {
        Summary summary = check("""
            {"old_net": "small_net.second", "older_net": "small_net.first", "stale_net": "small_net.gone",
             "new_net": "small_net.first", "wrong": "other_net.first"}
            """);
        String note = "names of architectures that no plugin provides, not checked: 1";
        assertEquals(new Summary(3, 1, List.of(note)), summary);
        assertEquals(new Case("old_net", true, "means small_net.second"), cases.get(0));
        assertEquals(new Case("older_net", true, "means small_net.first"), cases.get(1));
        assertEquals(new Case("stale_net", true, "means small_net.gone"), cases.get(2));
        assertEquals("new_net", cases.get(3).name());
        assertEquals(
                "unknown model 'new_net'; 'jimm models' lists all 1; the reference says small_net.first",
                cases.get(3).detail());
    }

    @Test
    void deprecatedNameWithAnotherMeaning() throws IOException {
        check("{\"old_net\": \"small_net.first\"}");
        assertEquals(
                List.of(new Case("old_net", false, "small_net.second; the reference says small_net.first")), cases);
    }

    @Test
    void unknownKind() {
        assertEquals(
                "FILE:1: no known kind of reference file; known are: architectures (JSON lines with 'arch' and"
                        + " 'params'), deprecated names (a JSON object from old names to 'arch' or 'arch.tag'),"
                        + " optimizers (JSON lines: 'shapes', then runs with 'opt' and 'trajectory'), schedules (a JSON"
                        + " object with 'runs' that have 'sched' and 'lrs'), losses (a JSON object with 'runs' that have"
                        + " 'loss', 'value' and 'grad'), parts of training (a JSON object with 'agc', 'clip_norm',"
                        + " 'ema_decay' or 'mixup_target'), images (a JSON object with 'cases' that have 'file' and"
                        + " 'op')",
                malformed("{\"opt\": \"adam\", \"steps\": 3}"));
    }

    @Test
    void emptyFile() {
        assertTrue(malformed("\n").startsWith("FILE: the file is empty; known are: architectures ("));
    }

    @Test
    void garbage() {
        assertEquals(
                "FILE:2: this is no JSON: Unrecognized token 'garbage': was expecting (JSON String, Number, Array,"
                        + " Object or token 'null', 'true' or 'false'); a reference file holds JSON values, one after"
                        + " another, gzipped or not",
                malformed("{\"arch\": \"small_net\", \"params\": []}\ngarbage"));
    }

    @Test
    void malformedRecords() {
        assertEquals(
                "FILE:1: 'param_count' should be a whole number and is missing",
                malformed("{\"arch\": \"small_net\", \"params\": []}"));
        ObjectNode facts = SmallNetFacts.structure();
        tensor(facts, 2).set(1, TextNode.valueOf("four"));
        assertEquals("FILE:1: 'params[2][1]' should be a list and is not: \"four\"", malformed(facts.toString()));
        ObjectNode layers = SmallNetFacts.structure();
        layers.putArray("layer_of").add(1);
        assertEquals("FILE:1: 1 'layer_of' for 8 'params'", malformed(layers.toString()));
    }

    @Test
    void missingFile() {
        Path file = folder.resolve("none");
        JimmException error =
                assertThrows(JimmException.class, () -> verification.check(file, VerifyOptions.DEFAULT, cases::add));
        assertEquals(file + ": there is no such file; check the path", error.getMessage());
    }
}

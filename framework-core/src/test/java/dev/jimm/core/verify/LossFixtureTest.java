package dev.jimm.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference values of losses, of clipping, averages and mixed targets: ours agree, and others do not. */
@Tag("engine")
class LossFixtureTest {
    @TempDir
    private Path folder;

    private long live;

    @BeforeEach
    void count() {
        live = DeviceTensor.live();
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(live, DeviceTensor.live());
    }

    private List<Case> check(String content, Execution... executions) throws IOException {
        List<Case> cases = new ArrayList<>();
        Path file = Files.writeString(folder.resolve("facts.json"), content);
        ProviderCatalogue none = ProviderCatalogue.of(List.of());
        new Verification(new ModelCatalogue(none), none)
                .check(file, VerifyOptions.DEFAULT.executions(executions), cases::add);
        return cases;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = LossFixtureTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({"losses.json, 26", "losses_of_other_arguments.json, 34", "training_utils.json, 6"})
    void allReferenceValuesAreMet(String file, int cases) throws IOException {
        List<Case> found = check(resource(file), Execution.TRACED, Execution.EAGER);
        found.forEach(one -> assertTrue(one.passed(), () -> one.name() + ": " + one.detail()));
        assertEquals(cases, found.size());
    }

    /** Each changed number is that of one case. */
    @ParameterizedTest
    @CsvSource({
        "losses.json, 3.321933, label_smoothing_ce",
        "losses.json, -0.13593617, label_smoothing_ce",
        "losses.json, 3.1199567, soft_target_ce",
        "losses.json, 0.87484139, bce",
        "losses.json, 6.1536102, bce",
        "losses.json, 18.42948, asymmetric_multi_label",
        "losses.json, 2.9070387, asymmetric_single_label",
        "losses.json, 7.3692241, jsd_ce",
        "losses.json, 0.043763041, jsd_ce",
        "training_utils.json, 0.0099800369, agc",
        "training_utils.json, 21.604406, clip_norm",
        "training_utils.json, 0.019902715, clip_norm",
        "training_utils.json, 0.40539644, ema_decay",
        "training_utils.json, 0.65499997, mixup_target"
    })
    void aValueThatIsATenThousandthAwayFails(String file, String number, String name) throws IOException {
        String content = resource(file);
        assertTrue(content.contains(number));
        String changed =
                content.replaceFirst(Pattern.quote(number), Double.toString(Double.parseDouble(number) * 1.0001));
        List<Case> failed = check(changed, Execution.TRACED).stream()
                .filter(one -> !one.passed())
                .toList();
        assertEquals(1, failed.size());
        assertTrue(failed.get(0).name().startsWith(name), failed.get(0).name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "focal | 'target': 'index' | no such loss is known, only [asymmetric_multi_label,",
                "bce | 'target': 'index', 'reduction': 'sum' | unknown key 'reduction'",
                "bce | 'target': 'index', 'a.b': 1 | unknown key '\"a.b\"'",
                "bce | 'target': 'index', 'pos_weight': 'x' | positive-weights",
                "jsd_ce | 'target': 'soft' | jsd takes one class a sample as its target",
            })
    void whatIsUnknownFailsAndTheOthersAreChecked(String loss, String args, String detail) throws IOException {
        Case found = check(run(loss, args), Execution.TRACED).get(0);
        assertFalse(found.passed());
        assertTrue(found.detail().contains(detail), found::detail);
    }

    /** What is wrong with a file is told with its place, before anything of the sizes in it is made. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "target 'dense' | 'target': 'dense' | unknown target 'dense'; known are index, soft, multi",
                "splits | 'target': 'index', 'num_splits': 4 | 6 samples do not divide into 4 splits",
                "many splits | 'target': 'index', 'num_splits': 9 | num_splits' should be from 2 to 6, is 9",
                "text | 'target': 'index', 'num_splits': 'x' | num_splits' should be a whole number and is not: \"x\"",
            })
    void anArgumentOutOfRangeIsMalformed(String unused, String args, String message) {
        refused(run("jsd_ce", args), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'num_classes': 4, 'labels': [1, 4] | labels[1]' should be from 0 to 3, is 4",
                "'num_classes': 4, 'labels': [1, 0] | 'target' should have a row of 4 numbers for each of the 2 'labels'",
                "'num_classes': 2000000000, 'labels': [1] | 'target' should have a row of 2000000000 numbers",
                "'num_classes': 5000000000, 'labels': [1] | num_classes' should be from 1 to 2147483647, is 5000000000",
            })
    void targetsOfOtherSizesAreMalformed(String labels, String message) {
        refused(
                "{'mixup_target': {" + labels + ", 'lam': 0.3, 'smoothing': 0, 'target': [[0, 0.3, 0.7, 0]]}}",
                message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'use_warmup': true, 'decays_for_step_0_to_2': [0, 0] | should have 3 numbers, has 2",
                "'use_warmup': true, 'decays_for_step_x': [0] | should be 'decays_for_step_FIRST_to_LAST'",
                "'use_warmup': true | 'ema_decay' should have 'decays_for_step_0_to_9' or the like",
                "'decays_for_step_0_to_0': [0] | use_warmup' should be true or false and is missing",
            })
    void decaysThatAreNotThereAreMalformed(String fields, String message) {
        refused(
                "{'ema_decay': {'decay': 0.9, 'gamma': 1, 'power': 1, 'update_after_step': 0, " + fields + "}}",
                message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'agc': {'clip_factor': 1, 'grads': {}}} | 'grads' should have tensors and has none",
                "{'agc': {'clip_factor': 1, 'grads': {'x': [1]}}} | 'grads' has 'x', whose shape is unknown",
                "{'clip_norm': {'max_norm': 1, 'grads': {'fc.bias': [1]}}} | total_norm' should be a number",
            })
    void gradientsThatAreNotThereAreMalformed(String content, String message) {
        refused(content, message);
    }

    private void refused(String content, String message) {
        JimmException refused =
                assertThrows(JimmException.class, () -> check(content.replace('\'', '"'), Execution.TRACED));
        assertEquals(Category.DATA, refused.category());
        assertTrue(refused.getMessage().contains("facts.json:1: "), refused::getMessage);
        assertTrue(refused.getMessage().contains(message), refused::getMessage);
    }

    /** Of a run that no training could have; the file itself is as it should be. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'agc': {'clip_factor': -1, 'grads': {'fc.bias': [1]}}} | value must be above 0, is -1.0",
                "{'ema_decay': {'decay': 1.5, 'use_warmup': true, 'gamma': 1, 'power': 1, 'update_after_step': 0}}"
                        + " | decay must be in [0, 1), is 1.5",
            })
    void whatCannotBeConfiguredFails(String content, String detail) throws IOException {
        Case found = check(content.replace('\'', '"'), Execution.TRACED).get(0);
        assertFalse(found.passed());
        assertTrue(found.detail().startsWith(detail), found::detail);
    }

    /** The file has eight digits of each. */
    @ParameterizedTest
    @CsvSource({"0.40539644, true", "0.40539645, false", "0.4053964425, true", "0.4053964435, false"})
    void decaysAgreeInAllDigits(String decay, boolean passes) throws IOException {
        String content = "{'ema_decay': {'decay': 0.9999, 'use_warmup': true, 'gamma': 1, 'power': 0.75,"
                + " 'update_after_step': 3, 'decays_for_step_5_to_5': [" + decay + "]}}";
        assertEquals(
                passes,
                check(content.replace('\'', '"'), Execution.TRACED).get(0).passed());
    }

    private static String run(String loss, String args) {
        return ("{'runs': [{'loss': '" + loss + "', 'args': {" + args + "}, 'value': 1, 'grad': [" + "0, ".repeat(41)
                        + "0]}]}")
                .replace('\'', '"');
    }
}

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
import org.junit.jupiter.api.Test;
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
                "jsd_ce | 'target': 'soft' | jsd takes one class a sample as its target",
            })
    void whatIsUnknownFailsAndTheOthersAreChecked(String loss, String args, String detail) throws IOException {
        Case found = check(run(loss, args), Execution.TRACED).get(0);
        assertFalse(found.passed());
        assertTrue(found.detail().contains(detail), found::detail);
    }

    @Test
    void anUnknownTargetIsMalformed() {
        JimmException refused =
                assertThrows(JimmException.class, () -> check(run("bce", "'target': 'dense'"), Execution.TRACED));
        assertEquals(Category.DATA, refused.category());
        assertTrue(
                refused.getMessage().endsWith("facts.json:1: unknown target 'dense'; known are index, soft, multi"),
                refused::getMessage);
    }

    private static String run(String loss, String args) {
        return ("{'runs': [{'loss': '" + loss + "', 'args': {" + args + "}, 'value': 1, 'grad': []}]}")
                .replace('\'', '"');
    }
}

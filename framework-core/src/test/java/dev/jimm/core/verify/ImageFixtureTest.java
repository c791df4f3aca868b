package dev.jimm.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFixtureTest {
    private static final ProviderCatalogue NONE = ProviderCatalogue.of(List.of());

    private final Verification verification = new Verification(new ModelCatalogue(NONE), NONE);
    private final List<Case> cases = new ArrayList<>();

    @TempDir
    Path folder;

    private Path reference;

    @BeforeEach
    void copyImages() throws IOException, URISyntaxException {
        Path images = Path.of(ImageFixtureTest.class.getResource("images").toURI());
        try (Stream<Path> files = Files.list(images)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        reference = folder.resolve("images.json");
    }

    private Summary check(String names) {
        return verification.check(reference, VerifyOptions.DEFAULT.names(names), cases::add);
    }

    /** Replaces the reference by one with a single case. */
    private Case only(String facts) throws IOException {
        Files.writeString(reference, "{\"cases\": [" + facts + "]}");
        cases.clear();
        check("*");
        assertEquals(1, cases.size());
        return cases.get(0);
    }

    @Test
    void allPass() {
        Summary summary = check("*");
        cases.forEach(one -> assertTrue(one.passed(), one.toString()));
        assertEquals(new Summary(30, 0, List.of()), summary);
        assertEquals(new Case("resize_nearest_61x20.png", true, "all 61 x 20 pixels are equal"), cases.get(0));
        assertEquals(
                new Case(
                        "eval_transform 96 x 96, crop border 0.9, bicubic, of jpeg_444_decoded.png",
                        true,
                        "all numbers within 1.0E-5"),
                cases.get(28));
    }

    @Test
    void namesAreOperationsOrFiles() {
        assertEquals(
                new Summary(
                        4, 0, List.of("images of operations and files that do not match 'resize*', not checked: 26")),
                check("resize*"));
        assertEquals(5, check("eval_*").passed());
        assertEquals(2, check("decode").passed());
        assertEquals(1, check("op_posterize_3.png").passed());
    }

    @Test
    void aPixelThatDiffersIsTold() throws IOException {
        Case failed = only("{\"file\": \"op_posterize_3.png\", \"op\": \"posterize\", \"args\": [2]}");
        assertFalse(failed.passed());
        assertTrue(
                failed.detail()
                        .matches("the pixel at \\d+, 0 is \\[.*\\], the reference says \\[.*\\] \\(and \\d+ more of"
                                + " this kind\\)"),
                failed.detail());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'op': 'wobble', 'args': [1] | there is no operation 'wobble'; known are decode, auto_contrast",
                "'op': 'posterise', 'args': [1] | did you mean 'posterize'",
                "'op': 'posterize', 'args': [9] | bits must be 0 to 8, not 9",
                "'op': 'posterize', 'args': [99999999999] | the reference has numbers that fit no image: ",
                "'op': 'invert' | is of 61 x 47 pixels, the reference of 32 x 24",
                "'op': 'resize', 'filter': 'cubic', 'width': 3, 'height': 3 | interpolation must be one of",
            })
    void whatCannotBeCheckedFails(String facts, String detail) throws IOException {
        Case failed = only(("{'file': 'resize_bicubic_32x24.png', " + facts + "}").replace('\'', '"'));
        assertFalse(failed.passed());
        assertTrue(failed.detail().contains(detail), failed.detail());
    }

    @Test
    void filesThatAreNotThereFail() throws IOException {
        Case failed = only("{\"file\": \"nowhere.png\", \"op\": \"invert\"}");
        assertEquals("nowhere.png", failed.name());
        assertEquals(folder.resolve("nowhere.png") + ": there is no such file", failed.detail());
        Files.delete(folder.resolve("source.png"));
        assertEquals(
                folder.resolve("source.png") + ": there is no such file",
                only("{\"file\": \"op_invert_.png\", \"op\": \"invert\"}").detail());
    }

    @Test
    void withoutPixelsDecodingIsEnough() throws IOException {
        assertEquals(
                new Case(
                        "jpeg_444.jpg",
                        true,
                        "can be decoded, to 160 x 120 pixels; the reference does not say to which"),
                only("{\"file\": \"jpeg_444.jpg\", \"op\": \"decode\"}"));
        assertFalse(only("{\"file\": \"images.json\", \"op\": \"decode\"}").passed());
    }

    @Test
    void aTransformThatDiffersIsTold() throws IOException {
        String all = Files.readString(reference);
        Files.writeString(reference, all.replace("\"crop_pct\": 0.9,", "\"crop_pct\": 0.95,"));
        assertEquals(1, check("eval_*").failed());
        String detail = cases.stream()
                .filter(one -> !one.passed())
                .findFirst()
                .orElseThrow()
                .detail();
        assertTrue(detail.startsWith("the mean is 0."), detail);
        Files.writeString(reference, all.replace("\"crop_pct\": 0.9,", "\"crop_pct\": 0.9, \"mean\": [0, 0, 0],"));
        cases.clear();
        assertEquals(1, check("eval_*").failed());
        assertEquals("arguments that are not checked: mean", cases.get(3).detail());
    }

    @Test
    void tablesOfPoliciesAreLeftToOthers() throws IOException {
        String all = Files.readString(reference);
        Files.writeString(reference, "{\"policies\": {}, " + all.substring(1));
        assertEquals(
                List.of("tables of augmentation policies are checked by the tests of plugins/augment"),
                check("*").notes());
    }

    @Test
    void malformedFactsNameTheirPlace() throws IOException {
        Files.writeString(
                reference,
                "\n{\"cases\": [{\"op\": \"posterize\", \"file\": \"op_posterize_3.png\", \"args\": [\"x\"]}]}");
        JimmException e = assertThrows(JimmException.class, () -> check("*"));
        assertEquals(Category.DATA, e.category());
        assertEquals(reference + ":2: 'cases[0].args[0]' should be a whole number and is not: \"x\"", e.getMessage());
    }
}

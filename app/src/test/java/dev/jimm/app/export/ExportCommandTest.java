package dev.jimm.app.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("engine")
class ExportCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "test_resnet, onnx, 160",
        "test_vit, onnx, 96",
        "test_resnet, torchscript, 160",
        "test_resnet, safetensors, 160",
        "test_resnet, djl, 160",
        "test_vit, torchscript, 96",
        "test_vit, safetensors, 96",
        "test_nfnet, torchscript, 160"
    })
    void whatIsWrittenComputesTheSame(String model, String format, int size) throws IOException {
        Path output = folder.resolve("exported");
        Outcome outcome = Cli.run(
                "export",
                model,
                "--untrained",
                "--format",
                format,
                "--output",
                output,
                "--check",
                "--json",
                "--image-size",
                size);
        assertEquals("", outcome.err());
        assertEquals(0, outcome.exitCode());
        JsonNode report = new ObjectMapper().readTree(outcome.out());
        assertEquals(model, report.get("model").textValue());
        assertEquals(format, report.get("format").textValue());
        assertFalse(report.get("trained").booleanValue());
        assertEquals(
                "[-1,3,SIZE,SIZE]".replace("SIZE", "" + size),
                report.at("/inputs/0/shape").toString());
        assertEquals("[-1,1000]", report.at("/outputs/0/shape").toString());
        assertTrue(report.at("/check/passed").booleanValue());
        assertEquals(0, report.at("/check/difference").doubleValue(), 1e-5);
        for (JsonNode file : report.get("files")) {
            assertEquals(
                    Files.size(Path.of(file.get("path").textValue())),
                    file.get("bytes").longValue());
        }
    }

    @Test
    void theEndingOfAnotherFormatIsAsked() {
        Path output = folder.resolve("m.pth");
        Outcome outcome = Cli.run("export", "test_resnet", "--untrained", "--output", output);
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("m.pth is that of no format; end it in .onnx or .pt"), outcome.err());
        assertFalse(Files.exists(output));
    }

    @Test
    void peopleReadWhatWasWrittenAndWhatToDoNext() {
        Path output = folder.resolve("m.pt");
        Outcome outcome =
                Cli.run("export", "test_resnet", "--untrained", "--output", output, "--batch-size", 2, "--check");
        String told = outcome.out().replaceFirst("(the same outputs|outputs apart by .* limit of 1e-04) ", "SAME ");
        assertEquals(
                new Outcome(0, """
                test_resnet, fresh weights, 0.47 M parameters, as torchscript
                  file    OUTPUT, 2 MB
                  input   x  float32  2 x 3 x 160 x 160
                  output  logits  float32  2 x 1000
                  images  resize to cover 168 x 168 pixels, bilinear
                  images  cut out the centre, 160 x 160 (height x width)
                  images  divide by 255, subtract 0.5 0.5 0.5, divide by 0.5 0.5 0.5
                  check   SAME (PyTorch, beside the original)
                  next    Python: torch.jit.load("OUTPUT")(x)
                  next    C++: torch::jit::load("OUTPUT")
                """.replace("OUTPUT", output.toString()), ""),
                new Outcome(outcome.exitCode(), told, outcome.err()));
    }

    @Test
    void branchesBecomeOneConvolution() throws IOException {
        Path whole = folder.resolve("whole.pt");
        Path fused = folder.resolve("fused.pt");
        assertEquals(
                0,
                Cli.run("export", "repvgg_a0", "--untrained", "--output", whole).exitCode());
        Outcome outcome = Cli.run("export", "repvgg_a0", "--untrained", "--output", fused, "--reparam", "--check");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(Files.size(fused) < 0.95 * Files.size(whole));
        Outcome refused =
                Cli.run("export", "repvgg_a0", "--untrained", "--output", folder.resolve("timm"), "--reparam");
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("--reparam changes the tensors"), refused.err());
    }

    @Test
    void whatCannotBeIsSaidBeforeAnythingIsWritten() throws IOException {
        Path output = folder.resolve("m.pt");
        assertRefused(2, "unknown model 'test_resnt'; did you mean 'test_resnet'", "test_resnt", "--output", output);
        assertRefused(
                3, "runs/none: there is no such folder; give the folder of a run", "runs/none", "--output", output);
        assertRefused(2, "--ema is for a run", "test_resnet", "--output", output, "--ema");
        assertRefused(2, "there is no folder", "test_resnet", "--output", folder.resolve("none/m.pt"));
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("thesis.txt"), "the only copy");
        assertRefused(2, "this folder holds something else (thesis.txt)", "test_resnet", "--output", other);
        assertFalse(Files.exists(output));
    }

    /** Before its weights are looked for, which are not here. */
    @ParameterizedTest
    @CsvSource({
        "m.pt, --batch-size 0, '--batch-size must be a number from 1 on, or dynamic, is'",
        "m.pt, --opset 17 --dynamic-size, 'the format torchscript has no --opset, --dynamic-size; leave that out'",
        "timm, --batch-size 2, the format safetensors has no --batch-size",
        "m.onnx, --opset 9, 'the ONNX opset must be 13 to 22, is 9'",
        "m.onnx, --image-size 0, '--image-size must be from 1 to 8192, is 0'",
        "m.onnx, --image-size 100000, '--image-size must be from 1 to 8192, is 100000'"
    })
    void anOptionThatDoesNotFitIsRefused(String output, String options, String message) {
        assertRefused(2, message, arguments("test_resnet --output " + folder.resolve(output) + " " + options));
    }

    @ParameterizedTest
    @CsvSource({
        "levit_128s, m.pt, --image-size 225, img-size",
        "densenet121, m.pt, --image-size 8, 8 x 8",
        "densenet121, m.onnx, --image-size 8, 8 x 8",
        "densenet121, timm, --image-size 8 --check, 8 x 8",
        "test_resnet, m.pt, --lenient, leave out --weights"
    })
    void whatTheModelDoesNotTakeIsAWrongOption(String model, String output, String options, String message) {
        String given = model + " --untrained --output " + folder.resolve(output) + " " + options;
        assertRefused(2, message, arguments(given));
    }

    private static Object[] arguments(String text) {
        return text.split(" ");
    }

    @ParameterizedTest
    @CsvSource({"--fold-batch-norm, true", "--fold-batch-norm=true, true", "--fold-batch-norm=false, false"})
    void batchNormsAreFoldedUnlessToldOtherwise(String option, boolean folded) {
        Outcome outcome = Cli.run("export", "test_resnet", "--untrained", "--output", folder.resolve("m.onnx"), option);
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals(folded, outcome.out().contains("15 batch norms became part of weights"), outcome.out());
    }

    private static void assertRefused(int exitCode, String message, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "export";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Outcome outcome = Cli.run(all);
        assertEquals(exitCode, outcome.exitCode(), outcome.err());
        assertTrue(outcome.err().contains(message), outcome.err());
    }

    @Test
    void aDifferenceIsAFailedCheck() {
        assertTrue(ExportReport.Check.of("PyTorch", 9e-5).passed());
        assertFalse(ExportReport.Check.of("PyTorch", 1.1e-4).passed());
    }
}

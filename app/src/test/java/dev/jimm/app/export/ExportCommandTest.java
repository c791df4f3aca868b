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
                "export", model, "--format", format, "--output", output, "--check", "--json", "--image-size", size);
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
    void peopleReadWhatWasWrittenAndWhatToDoNext() {
        Path output = folder.resolve("m.pt");
        Outcome outcome = Cli.run("export", "test_resnet", "--output", output, "--batch-size", 2, "--check");
        assertEquals(new Outcome(0, """
                test_resnet, fresh weights, 0.47 M parameters, as torchscript
                  file    OUTPUT, 2 MB
                  input   x  float32  2 x 3 x 160 x 160
                  output  logits  float32  2 x 1000
                  images  resize to cover 168 x 168 pixels, bilinear
                  images  cut out the centre, 160 x 160 (height x width)
                  images  divide by 255, subtract 0.5 0.5 0.5, divide by 0.5 0.5 0.5
                  check   the same outputs (PyTorch, beside the original)
                  next    Python: torch.jit.load("OUTPUT")(x)
                  next    C++: torch::jit::load("OUTPUT")
                """.replace("OUTPUT", output.toString()), ""), outcome);
    }

    @Test
    void branchesBecomeOneConvolution() throws IOException {
        Path whole = folder.resolve("whole.pt");
        Path fused = folder.resolve("fused.pt");
        assertEquals(0, Cli.run("export", "repvgg_a0", "--output", whole).exitCode());
        Outcome outcome = Cli.run("export", "repvgg_a0", "--output", fused, "--reparam", "--check");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(Files.size(fused) < 0.95 * Files.size(whole));
        Outcome refused = Cli.run("export", "repvgg_a0", "--output", folder.resolve("timm"), "--reparam");
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("--reparam changes the tensors"), refused.err());
    }

    @Test
    void whatCannotBeIsSaidBeforeAnythingIsWritten() throws IOException {
        Path output = folder.resolve("m.pt");
        assertRefused(2, "unknown model 'test_resnt'; did you mean 'test_resnet'", "test_resnt", "--output", output);
        assertRefused(
                2,
                "--batch-size must be a number from 1 on, or dynamic, is '0'",
                "test_resnet",
                "--output",
                output,
                "--batch-size",
                0);
        assertRefused(
                2,
                "--opset, --dynamic-size is for the format onnx alone",
                "test_resnet",
                "--output",
                output,
                "--opset",
                17,
                "--dynamic-size");
        assertRefused(3, "there is no folder runs/none; give the folder of a run", "runs/none", "--output", output);
        assertRefused(2, "only a run has a moving average", "test_resnet", "--output", output, "--ema");
        assertRefused(2, "there is no folder", "test_resnet", "--output", folder.resolve("none/m.pt"));
        assertRefused(2, "img-size", "levit_128s", "--output", output, "--image-size", 225);
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("thesis.txt"), "the only copy");
        assertRefused(2, "this folder holds something else (thesis.txt)", "test_resnet", "--output", other);
        assertFalse(Files.exists(output));
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

package dev.jimm.app.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BenchmarkCommandTest {
    @Test
    @Tag("engine")
    void tellsTheSpeedOfEachVariantAndWhereItWasMeasured() {
        Outcome outcome = Cli.run("benchmark", "test_resnet", "--batch-size", 1);
        assertEquals(new Outcome(0, outcome.out(), ""), outcome);
        List<String> lines = outcome.out().lines().toList();
        assertTrue(lines.get(0).matches(".+, \\d+ threads? of PyTorch .+"), lines.get(0));
        assertEquals("test_resnet, inference, batches of 1 x 160 x 160, traced", lines.get(2));
        assertEquals("  precision  layout          images/s  ratio", lines.get(3));
        String numbers = " +\\d+\\.\\d +\\d+\\.\\d\\d"; // on a busy machine, one may be much slower
        assertTrue(lines.get(4).matches("  fp32       channels first" + numbers), lines.get(4));
        assertTrue(lines.get(5).matches("  fp32       channels last " + numbers), lines.get(5));
        assertTrue(lines.get(6).matches("  bf16       channels first" + numbers), lines.get(6));
        assertTrue(lines.get(7).matches("  bf16       channels last " + numbers), lines.get(7));
        if (Files.exists(Path.of("/proc/self/status"))) {
            String memory = "jimm held \\d+(\\.\\d)? [GM]B of memory at most, all variants of a model at a time";
            assertTrue(lines.get(9).matches(memory), lines.get(9));
        }
    }

    @Test
    @Tag("engine")
    @Tag("slow")
    void inferenceIsMeasuredInAllWays() {
        Outcome outcome = Cli.run("benchmark", "test_resnet", "--infer", "--batch-size", 2);
        assertEquals(new Outcome(0, outcome.out(), ""), outcome);
        List<String> lines = outcome.out().lines().toList();
        assertEquals("test_resnet, inference of 160 x 160", lines.get(2));
        assertTrue(lines.get(3).matches("  batch 1 +ms +best ms +images/s +ONNX Runtime = 1"), lines.get(3));
        String numbers = " +\\d+\\.\\d\\d +\\d+\\.\\d\\d +\\d+\\.\\d +\\d+\\.\\d\\d";
        assertTrue(lines.get(4).matches("  eager" + numbers), lines.get(4));
        assertTrue(lines.get(5).matches("  traced" + numbers), lines.get(5));
        assertTrue(lines.get(6).matches("  optimised \\(folded[a-z, ]*\\)" + numbers), lines.get(6));
        assertTrue(lines.get(7).matches("  optimised, bf16 \\(folded[a-z, ]*\\)" + numbers), lines.get(7));
        assertTrue(lines.get(8).matches("  ONNX Runtime 1\\.\\S+" + numbers), lines.get(8));
        assertTrue(lines.get(8).endsWith(" 1.00"), lines.get(8));
        assertTrue(lines.get(11).startsWith("  batch 2 "), lines.get(11));
    }

    @Test
    void inferenceIsMeasuredInAKnownWayAndAlone() {
        Outcome unknown = Cli.run("benchmark", "test_resnet", "--infer", "--variant", "onnx");
        assertEquals(2, unknown.exitCode());
        assertTrue(
                unknown.err().contains("one of eager, traced, optimised, optimised-bf16, onnxruntime, is 'onnx'"),
                unknown.err());
        assertEquals(
                2, Cli.run("benchmark", "test_resnet", "--infer", "--train").exitCode());
    }

    @Test
    @Tag("engine")
    void branchesCanBeMadeOneConvolution() {
        Outcome outcome =
                Cli.run("benchmark", "repvgg_a0", "--batch-size", 1, "--variant", "fp32,channels-last", "--reparam");
        assertEquals(new Outcome(0, outcome.out(), ""), outcome);
        assertEquals(
                "repvgg_a0, inference, reparameterised, batches of 1 x 224 x 224, traced",
                outcome.out().lines().toList().get(2));
    }

    @Test
    void onlyBranchesAreReparameterised() {
        assertEquals(
                new Outcome(
                        2,
                        "",
                        "jimm: model 'test_resnet' has no parallel branches that amount to one convolution, so it"
                                + " cannot be reparameterised\n"),
                Cli.run("benchmark", "test_resnet", "--reparam"));
        Outcome trained = Cli.run("benchmark", "repvgg_a0", "--train", "--reparam");
        assertEquals(2, trained.exitCode());
        assertTrue(trained.err().startsWith("jimm: --reparam is for inference; "), trained.err());
    }

    @Test
    void aBatchHasAnImage() {
        Outcome outcome = Cli.run("benchmark", "test_resnet", "--batch-size", 0);
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().startsWith("jimm: --batch-size must be at least 1, is 0\n"), outcome.err());
    }

    @Test
    @Tag("engine")
    void tellsTheTimeOfAnUpdateAndTheMemoryOfTheState() {
        Outcome outcome = Cli.run("benchmark", "test_resnet", "--optimizers", "*sgd");
        assertEquals(new Outcome(0, outcome.out(), ""), outcome);
        List<String> lines = outcome.out().lines().toList();
        assertTrue(lines.get(2).matches("test_resnet, updates of \\d+ tensors, 0\\.47 M parameters"), lines.get(2));
        assertEquals("  optimizer            ms  fused AdamW = 1     state", lines.get(3));
        assertTrue(lines.get(4).matches("  sgd +\\d+\\.\\d +\\d+\\.\\d\\d +2 MB"), lines.get(4));
    }

    @Test
    void anOptimizerMustMatch() {
        Outcome outcome = Cli.run("benchmark", "test_resnet", "--optimizers", "adamv");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().startsWith("jimm: no optimizer matches 'adamv'; did you mean 'adam"), outcome.err());
    }
}

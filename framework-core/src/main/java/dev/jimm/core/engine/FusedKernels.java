package dev.jimm.core.engine;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Whether PyTorch's fused kernels run on this processor: with half the bits they need instructions that many processors lack. */
final class FusedKernels {
    private static final Op BF16 = question("cpu_has_fused_bf16", "ops.mkldnn._is_mkldnn_bf16_supported()");
    private static final Op FP16 = question("cpu_has_fused_fp16", "ops.mkldnn._is_mkldnn_fp16_supported()");

    private static final Map<Precision, Boolean> KNOWN = new ConcurrentHashMap<>();

    private FusedKernels() {}

    /** Its result is the operand, or 0 where the answer is no. */
    private static Op question(String name, String call) {
        return Op.define(name, "torch.mul({0}, int(" + call + "))").build();
    }

    static boolean exist(Precision precision) {
        return switch (precision) {
            case FP32 -> true;
            case BF16 -> KNOWN.computeIfAbsent(precision, unknown -> answer(BF16));
            case FP16 -> KNOWN.computeIfAbsent(precision, unknown -> answer(FP16));
        };
    }

    private static boolean answer(Op question) {
        Tensor[] none = {};
        try (DeviceTensor one = DeviceTensor.of(new float[] {1}, 1);
                Program program = Program.inference(
                        Execution.TRACED,
                        Precision.FP32,
                        List.of(new Program.Input(ElementType.FLOAT32, 1)),
                        (inputs, parameters) -> List.of(inputs.get(0).apply(question, none)));
                Program.Results results = program.run(List.of(one), null)) {
            return results.values().get(0).floats()[0] == 1;
        }
    }
}

package dev.jimm.core.engine;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A computation that is carried out anew at every run, operator by operator. */
final class EagerProgram extends Program {
    private static final class Methods {
        private static final long MODULE =
                Native.compile(new ScriptArchive("Autograd", """
                  def leaf(self: __torch__.Autograd, x: Tensor) -> List[Tensor]:
                    return [torch.requires_grad_(torch.detach(x))]
                  def detach(self: __torch__.Autograd, x: Tensor) -> List[Tensor]:
                    return [torch.detach(x)]
                  def gradients(self: __torch__.Autograd, y: Tensor, leaves: List[Tensor]) -> List[Tensor]:
                    gradients = torch.grad([y], leaves, None, None, False, True)
                    results = annotate(List[Tensor], [])
                """ + Script.GRADIENTS_TO_RESULTS.indent(4)));
    }

    private final Precision precision;
    private final Body body;
    private final List<Param> trained;
    private final boolean inference;

    EagerProgram(Precision precision, List<Input> inputs, Body body, List<Param> trained, boolean inference) {
        super(inputs);
        this.precision = precision;
        this.body = body;
        this.trained = trained;
        this.inference = inference;
    }

    @Override
    public List<Param> trained() {
        return trained;
    }

    @Override
    Results execute(List<DeviceTensor> inputs, Weights weights) {
        Native.gradientMode(!trained.isEmpty());
        try (EagerRunner runner = new EagerRunner(precision, inference)) {
            Map<Param, Tensor> bound = new LinkedHashMap<>();
            List<Tensor> tensors = new ArrayList<>();
            for (DeviceTensor input : inputs) {
                tensors.add(runner.wrap(input.handle(), input.type()));
            }
            List<Tensor> results =
                    body.apply(tensors, param -> bound.computeIfAbsent(param, unused -> bind(runner, param, weights)));
            List<ElementType> types = results.stream().map(Tensor::type).toList();
            List<Long> handles = new ArrayList<>();
            long[] gradients = trained.isEmpty() ? new long[0] : gradients(results.get(0), bound);
            results.forEach(result -> handles.add(call("detach", Native.value(handle(result)), inference)));
            for (long gradient : gradients) {
                handles.add(gradient);
            }
            return results(handles.stream().mapToLong(Long::longValue).toArray(), types, trained);
        } finally {
            Native.gradientMode(false);
        }
    }

    private Tensor bind(EagerRunner runner, Param param, Weights weights) {
        long handle = weights.get(param).handle();
        if (!trained.contains(param)) {
            return runner.wrap(handle, param.type());
        }
        return runner.adopt(call("leaf", Native.value(handle), false), param.type());
    }

    private long[] gradients(Tensor loss, Map<Param, Tensor> bound) {
        long[] handles =
                trained.stream().mapToLong(leaf -> handle(bound.get(leaf))).toArray();
        long[] arguments = {Native.value(handle(loss)), Native.value(handles)};
        return Native.run(Methods.MODULE, "gradients", arguments, false);
    }

    private static long call(String method, long argument, boolean inference) {
        return Native.run(Methods.MODULE, method, new long[] {argument}, inference)[0];
    }

    private static long handle(Tensor tensor) {
        return ((EagerRunner.EagerTensor) tensor).handle();
    }
}

package dev.jimm.core.engine;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.script.Script;
import dev.jimm.core.script.ScriptArchive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A computation that is carried out anew at every run, operator by operator. */
final class EagerProgram extends Program {
    private static final class Methods {
        private static final long MODULE = Native.compile(new ScriptArchive("Autograd", """
                  def leaf(self: __torch__.Autograd, x: Tensor) -> List[Tensor]:
                    return [torch.requires_grad_(torch.detach(x))]
                  def detach(self: __torch__.Autograd, x: Tensor) -> List[Tensor]:
                    return [torch.detach(x)]
                """));
    }

    /** Modules that compute derivatives, by the number of samples of the Hessian; kept for the life of the JVM. */
    private static final Map<Integer, Long> DERIVATIVES = new ConcurrentHashMap<>();

    private final Precision precision;
    private final Body body;
    private final List<Param> trained;
    private final int hessianSamples;
    private final boolean inference;

    EagerProgram(
            Precision precision,
            List<Input> inputs,
            Body body,
            List<Param> trained,
            int hessianSamples,
            boolean inference) {
        super(inputs);
        this.precision = precision;
        this.body = body;
        this.trained = trained;
        this.hessianSamples = hessianSamples;
        this.inference = inference;
    }

    @Override
    public List<Param> trained() {
        return trained;
    }

    @Override
    Results execute(List<DeviceTensor> inputs, Values values) {
        Native.gradientMode(!trained.isEmpty());
        try (EagerRunner runner = new EagerRunner(precision, hessianSamples > 0, inference)) {
            Map<Param, Tensor> bound = new LinkedHashMap<>();
            List<Tensor> tensors = new ArrayList<>();
            for (DeviceTensor input : inputs) {
                tensors.add(runner.wrap(input.handle(), input.type()));
            }
            List<Tensor> results =
                    body.apply(tensors, param -> bound.computeIfAbsent(param, unused -> bind(runner, param, values)));
            List<ElementType> types = results.stream().map(Tensor::type).toList();
            List<Long> handles = new ArrayList<>();
            long[] derivatives = trained.isEmpty() ? new long[0] : derivatives(results.get(0), bound);
            results.forEach(result -> handles.add(call("detach", Native.value(handle(result)), inference)));
            for (long derivative : derivatives) {
                handles.add(derivative);
            }
            long[] all = handles.stream().mapToLong(Long::longValue).toArray();
            return results(all, types, trained, hessianSamples > 0);
        } finally {
            Native.gradientMode(false);
        }
    }

    private Tensor bind(EagerRunner runner, Param param, Values values) {
        long handle = values.get(param).handle();
        if (!trained.contains(param)) {
            return runner.wrap(handle, param.type());
        }
        return runner.adopt(call("leaf", Native.value(handle), false), param.type());
    }

    private long[] derivatives(Tensor loss, Map<Param, Tensor> bound) {
        long[] handles =
                trained.stream().mapToLong(leaf -> handle(bound.get(leaf))).toArray();
        long[] arguments = {Native.value(handle(loss)), Native.value(handles)};
        long module = DERIVATIVES.computeIfAbsent(hessianSamples, EagerProgram::compileDerivatives);
        return Native.run(module, Script.METHOD, arguments, false);
    }

    private static long compileDerivatives(int hessianSamples) {
        String method = """
                  def run(self: __torch__.Derivatives, loss: Tensor, leaves: List[Tensor]) -> List[Tensor]:
                    results = annotate(List[Tensor], [])
                """ + Script.derivatives(hessianSamples).indent(4);
        return Native.compile(new ScriptArchive("Derivatives", method));
    }

    private static long call(String method, long argument, boolean inference) {
        return Native.run(Methods.MODULE, method, new long[] {argument}, inference)[0];
    }

    private static long handle(Tensor tensor) {
        return ((EagerRunner.EagerTensor) tensor).handle();
    }
}

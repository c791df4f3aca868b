package dev.jimm.core.engine;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.script.CheckpointedScript;
import dev.jimm.core.script.Script;
import dev.jimm.core.script.ScriptArchive;
import java.util.List;

/** A computation that was recorded once and compiled into one method. */
final class TracedProgram extends Program {
    private final List<Param> parameters;
    private final List<Param> trained;
    private final List<ElementType> resultTypes;
    private final boolean inference;
    private final boolean hessian;
    private long module;

    private TracedProgram(
            Graph graph,
            List<Input> inputs,
            ScriptArchive script,
            List<Param> trained,
            boolean hessian,
            boolean inference) {
        super(inputs);
        parameters = List.copyOf(graph.parameters().keySet());
        resultTypes = graph.results().stream().map(Graph.Value::type).toList();
        this.trained = trained;
        this.hessian = hessian;
        this.inference = inference;
        module = Native.compile(script);
    }

    static TracedProgram forward(Precision precision, List<Input> inputs, Body body, boolean inference) {
        Graph graph = record(precision, inputs, body, !inference);
        return new TracedProgram(graph, inputs, Script.forward(graph), List.of(), false, inference);
    }

    /** Of a recording for inference, whose inputs nobody checks. */
    static TracedProgram forward(Graph graph) {
        return new TracedProgram(graph, List.of(), Script.forward(graph), List.of(), false, true);
    }

    static TracedProgram gradients(Graph graph, List<Input> inputs, List<Param> trained, Wanted wanted) {
        ScriptArchive script = wanted.checkpointing()
                ? CheckpointedScript.gradients(graph, trained)
                : Script.gradients(graph, trained, wanted.hessianSamples());
        return new TracedProgram(graph, inputs, script, trained, wanted.hessianSamples() > 0, false);
    }

    @Override
    public List<Param> trained() {
        return trained;
    }

    @Override
    Results execute(List<DeviceTensor> inputs, Values values) {
        if (module == 0) {
            throw new IllegalStateException("this program was closed");
        }
        long[] handles = inputs.stream().mapToLong(DeviceTensor::handle).toArray();
        long[] bound = parameters.stream()
                .mapToLong(param -> values.get(param).handle())
                .toArray();
        long[] arguments = {Native.value(handles), Native.value(bound)};
        try {
            return results(Native.run(module, Script.METHOD, arguments, inference), resultTypes, trained, hessian);
        } finally {
            if (!trained.isEmpty()) {
                // a failed method leaves the thread in the mode that it had switched to
                Native.gradientMode(false);
            }
        }
    }

    @Override
    public void close() {
        if (module != 0) {
            Native.deleteModule(module);
            module = 0;
        }
    }
}

package dev.jimm.core.gradient;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What happens to gradients between the batches and the optimizer: they are summed, scaled back, measured and clipped, in place. */
public final class Gradients implements AutoCloseable {
    private final List<Param> trained;
    private final Values weights;
    private final ClipConfig clip;
    private final Set<Param> unclipped;
    private final boolean scaled;
    private final Execution execution;
    private final Program finish;
    /** Made when the first gradients are summed. */
    private Program sum;

    /**
     * @param trained whose gradients there are
     * @param weights of the trained parameters
     * @param classifier whose gradients adaptive clipping leaves alone
     * @param scaled whether the gradients are those of a scaled loss
     */
    public Gradients(
            List<Param> trained,
            Values weights,
            ClipConfig clip,
            Set<Param> classifier,
            boolean scaled,
            Execution execution) {
        this.trained = List.copyOf(trained);
        this.weights = weights;
        this.clip = clip;
        this.unclipped = classifier;
        this.scaled = scaled;
        this.execution = execution;
        List<Program.Input> inputs = new ArrayList<>(shapes());
        inputs.add(new Program.Input(ElementType.FLOAT32));
        finish = Program.update(execution, inputs, this::finished);
    }

    private List<Program.Input> shapes() {
        return trained.stream()
                .map(param -> new Program.Input(ElementType.FLOAT32, param.shape()))
                .toList();
    }

    /** Adds gradients of the trained parameters to others. */
    public void add(Map<Param, DeviceTensor> sums, Map<Param, DeviceTensor> more) {
        if (sum == null) {
            List<Program.Input> inputs = new ArrayList<>(shapes());
            inputs.addAll(shapes());
            sum = Program.update(execution, inputs, (given, unused) -> {
                for (int i = 0; i < trained.size(); i++) {
                    given.get(i).add_(given.get(trained.size() + i), 1);
                }
                return List.of();
            });
        }
        List<DeviceTensor> inputs = ordered(sums);
        inputs.addAll(ordered(more));
        sum.run(inputs, weights).close();
    }

    private List<DeviceTensor> ordered(Map<Param, DeviceTensor> gradients) {
        List<DeviceTensor> ordered = new ArrayList<>();
        trained.forEach(param -> ordered.add(gradients.get(param)));
        return ordered;
    }

    /**
     * Divides the gradients by the scale of the loss and clips them.
     *
     * @return their Euclidean norm before they were clipped; not finite if any of them is not
     */
    public double finish(Map<Param, DeviceTensor> gradients, double scale) {
        List<DeviceTensor> inputs = ordered(gradients);
        try (DeviceTensor factor = DeviceTensor.of(new float[] {(float) (1 / scale)})) {
            inputs.add(factor);
            try (Program.Results results = finish.run(inputs, weights)) {
                return results.values().get(0).item();
            }
        }
    }

    private List<Tensor> finished(List<Tensor> inputs, Function<Param, Tensor> parameters) {
        List<Tensor> gradients = inputs.subList(0, trained.size());
        if (scaled) {
            gradients.forEach(gradient -> gradient.mul_(inputs.get(trained.size())));
        }
        Tensor norm = GradientClip.norm(gradients);
        if (clip.isOn()) {
            clip(gradients, norm, parameters);
        }
        return List.of(norm);
    }

    private void clip(List<Tensor> gradients, Tensor norm, Function<Param, Tensor> parameters) {
        switch (clip.mode()) {
            case NORM -> {
                Tensor factor = GradientClip.normFactor(norm, clip.value());
                gradients.forEach(gradient -> gradient.mul_(factor));
            }
            case VALUE -> gradients.forEach(gradient -> gradient.copy_(gradient.clamp(-clip.value(), clip.value())));
            case AGC -> {
                for (int i = 0; i < gradients.size(); i++) {
                    if (!unclipped.contains(trained.get(i))) {
                        Tensor weight = parameters.apply(trained.get(i));
                        gradients.get(i).mul_(GradientClip.adaptiveFactor(weight, gradients.get(i), clip.value()));
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        finish.close();
        if (sum != null) {
            sum.close();
        }
    }
}

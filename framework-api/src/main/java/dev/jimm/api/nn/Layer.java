package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * One step of a network. A layer is built by a factory that takes a {@link Scope} and declares the tensors that it uses; a lambda is a
 * layer too.
 */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface Layer {
    Layer IDENTITY = (x, pass) -> x;

    Tensor forward(Tensor x, Pass pass);

    static Layer sequence(Layer... steps) {
        return sequence(List.of(steps));
    }

    static Layer sequence(List<Layer> steps) {
        Layer[] fixed = steps.toArray(Layer[]::new);
        return (x, pass) -> pass.run(x, fixed);
    }
}

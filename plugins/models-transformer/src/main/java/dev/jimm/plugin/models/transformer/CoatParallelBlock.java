package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A block of several scales of {@link Coat} side by side: each attends within itself, and what it sees is added to all,
 * interpolated to their sizes. One perceptron serves all scales. They are alike but for their sizes.
 */
final class CoatParallelBlock {
    private final List<CoatScale> scales;
    private final List<Layer> attentions = new ArrayList<>();
    private final List<Layer> perceptrons = new ArrayList<>();
    private final Layer path;

    CoatParallelBlock(List<CoatScale> scales, double dropPath, Scope scope) {
        this.scales = scales;
        path = Drop.path(dropPath);
        List<Layer> norms = norms("norm1", scope);
        for (int i = 0; i < scales.size(); i++) {
            Layer attention = scales.get(i).attention(scope.at("factoratt_crpe" + (i + 2)));
            attentions.add(Layer.sequence(norms.get(i), attention));
        }
        norms = norms("norm2", scope);
        Layer shared = scales.get(0).perceptron(scope.at("mlp2"));
        for (int i = 0; i < scales.size(); i++) {
            if (i > 0) {
                scope.at("mlp" + (i + 2)).alias(scope.at("mlp2"));
            }
            perceptrons.add(Layer.sequence(norms.get(i), shared));
        }
    }

    /** One a scale; the first that takes part is called 2. */
    private List<Layer> norms(String name, Scope scope) {
        return IntStream.range(0, scales.size())
                .mapToObj(i -> CoatScale.NORM.at(
                        scope.at(name + (i + 2)), scales.get(i).dim()))
                .toList();
    }

    /** @param tokens of each scale; the result has the same shapes */
    List<Tensor> forward(List<Tensor> tokens, Pass pass) {
        List<Tensor> placed = new ArrayList<>();
        List<Tensor> seen = new ArrayList<>();
        for (int i = 0; i < scales.size(); i++) {
            placed.add(scales.get(i).withPositions(tokens.get(i), pass));
            seen.add(attentions.get(i).forward(placed.get(i), pass));
        }
        List<Tensor> result = new ArrayList<>();
        for (int i = 0; i < scales.size(); i++) {
            Tensor attended = placed.get(i).add(path.forward(exchanged(seen, i), pass));
            result.add(attended.add(path.forward(perceptrons.get(i).forward(attended, pass), pass)));
        }
        return result;
    }

    /** What a scale sees, and what the others see at its size. */
    private Tensor exchanged(List<Tensor> seen, int scale) {
        Tensor sum = seen.get(scale);
        for (int i = 0; i < scales.size(); i++) {
            if (i != scale) {
                sum = sum.add(scales.get(i).resized(seen.get(i), scales.get(scale)));
            }
        }
        return sum;
    }
}

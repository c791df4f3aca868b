package dev.jimm.api.checkpoint;

import dev.jimm.api.API;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.Shapes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The tensors of a checkpoint by name, in its order. Immutable: each step gives a new one, so that a family says in a
 * chain of them how the checkpoint of its paper becomes its own. Expressions are searched for in names; {@code ^} and
 * {@code $} bind them to an end.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class StateDict {
    private final Map<String, CheckpointTensor> tensors;

    /** @param tensors in their order */
    public StateDict(Map<String, CheckpointTensor> tensors) {
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** Whether the expression is found in a name. */
    public boolean hasAny(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return tensors.keySet().stream().anyMatch(name -> pattern.matcher(name).find());
    }

    public Optional<CheckpointTensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /**
     * The tensor of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public CheckpointTensor get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("it lacks the tensor '" + name + "'"));
    }

    /** Without the tensors in whose names the expression is found. */
    public StateDict drop(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return drop(name -> pattern.matcher(name).find());
    }

    /** Without the tensors whose names are of a kind. */
    public StateDict drop(Predicate<String> kind) {
        Map<String, CheckpointTensor> result = new LinkedHashMap<>(tensors);
        result.keySet().removeIf(kind);
        return new StateDict(result);
    }

    /** Only the tensors whose names begin with a prefix, which they lose. */
    public StateDict below(String prefix) {
        Map<String, CheckpointTensor> result = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                result.put(name.substring(prefix.length()), tensor);
            }
        });
        return new StateDict(result);
    }

    /**
     * Replaces an expression everywhere in all names.
     *
     * @param replacement in which {@code $1} stands for the first group
     * @throws IllegalArgumentException when two tensors get one name
     */
    public StateDict rename(String expression, String replacement) {
        Pattern pattern = Pattern.compile(expression);
        return renamed(name -> pattern.matcher(name).replaceAll(replacement));
    }

    /** The same with a replacement that is computed, such as a number that is one higher. */
    public StateDict rename(String expression, Function<MatchResult, String> replacement) {
        Pattern pattern = Pattern.compile(expression);
        return renamed(name -> pattern.matcher(name).replaceAll(replacement));
    }

    private StateDict renamed(UnaryOperator<String> change) {
        Map<String, CheckpointTensor> result = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> add(result, change.apply(name), tensor));
        return new StateDict(result);
    }

    private static void add(Map<String, CheckpointTensor> result, String name, CheckpointTensor tensor) {
        if (result.put(name, tensor) != null) {
            throw new IllegalArgumentException("it has two tensors that would be named '" + name + "'");
        }
    }

    /** What is made of a tensor; where it cannot be, the message names the tensor. */
    private static <T> T made(String name, Supplier<T> step) {
        try {
            return step.get();
        } catch (IllegalArgumentException | ArithmeticException e) { // sizes that no model has overflow
            throw new IllegalArgumentException("'" + name + "': " + e.getMessage(), e);
        }
    }

    /** Makes other tensors of those in whose names the expression is found. */
    public StateDict change(String expression, UnaryOperator<CheckpointTensor> change) {
        Pattern pattern = Pattern.compile(expression);
        Map<String, CheckpointTensor> result = new LinkedHashMap<>(tensors);
        result.replaceAll(
                (name, tensor) -> pattern.matcher(name).find() ? made(name, () -> change.apply(tensor)) : tensor);
        return new StateDict(result);
    }

    /**
     * Gives tensors in whose names the expression is found the model's shape, where that has as many values on another
     * number of axes: a linear layer that is a convolution in the model, or the other way round.
     */
    public StateDict reshaped(String expression, ParamTable model) {
        Pattern pattern = Pattern.compile(expression);
        Map<String, CheckpointTensor> result = new LinkedHashMap<>(tensors);
        result.replaceAll((name, tensor) -> model.find(name)
                .filter(param -> pattern.matcher(name).find())
                .filter(param -> param.rank() != tensor.rank() && param.count() == Shapes.count(tensor.shape()))
                .map(param -> tensor.reshape(param.shape()))
                .orElse(tensor));
        return new StateDict(result);
    }

    /**
     * Cuts each tensor in whose name the expression is found into equal parts along its first axis.
     *
     * @param replacements of the expression, one a part
     * @throws IllegalArgumentException when one cannot be cut so, or two tensors get one name
     */
    public StateDict split(String expression, String... replacements) {
        Pattern pattern = Pattern.compile(expression);
        Map<String, CheckpointTensor> result = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (!pattern.matcher(name).find()) {
                add(result, name, tensor);
                return;
            }
            List<CheckpointTensor> parts = made(name, () -> tensor.split(replacements.length));
            for (int i = 0; i < replacements.length; i++) {
                add(result, pattern.matcher(name).replaceAll(replacements[i]), parts.get(i));
            }
        });
        return new StateDict(result);
    }

    /**
     * The opposite of {@link #split}: puts tensors one behind the other, along their first axis.
     *
     * @param expression found in the name of the first part
     * @param replacement of the expression in the name of the whole
     * @param others of the expression in the names of the parts that follow, in their order
     * @throws IllegalArgumentException when a part is missing or has another shape, or two tensors get one name
     */
    public StateDict join(String expression, String replacement, String... others) {
        Pattern pattern = Pattern.compile(expression);
        Map<String, CheckpointTensor> result = new LinkedHashMap<>(tensors);
        tensors.forEach((name, first) -> {
            if (pattern.matcher(name).find()) {
                List<CheckpointTensor> parts = new ArrayList<>(List.of(first));
                result.remove(name);
                for (String other : others) {
                    String part = pattern.matcher(name).replaceAll(other);
                    parts.add(get(part));
                    result.remove(part);
                }
                add(
                        result,
                        pattern.matcher(name).replaceAll(replacement),
                        made(name, () -> CheckpointTensor.joined(parts)));
            }
        });
        return new StateDict(result);
    }

    /** With another tensor, at the end or in the place of the one that has the name. */
    public StateDict with(String name, CheckpointTensor tensor) {
        Map<String, CheckpointTensor> result = new LinkedHashMap<>(tensors);
        result.put(name, tensor);
        return new StateDict(result);
    }

    /** With all tensors of another one, in the place of those that have the same names. */
    public StateDict withAll(StateDict others) {
        Map<String, CheckpointTensor> result = new LinkedHashMap<>(tensors);
        result.putAll(others.tensors);
        return new StateDict(result);
    }
}

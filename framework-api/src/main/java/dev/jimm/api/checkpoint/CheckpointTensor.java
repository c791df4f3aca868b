package dev.jimm.api.checkpoint;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A tensor of a checkpoint: its shape, and its values, row by row, when they are asked for. Every method gives a new one
 * and computes nothing before that. Needs no engine.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class CheckpointTensor {
    /** Where the values of a tensor come from. Each call may read them anew. */
    public interface Values {
        float[] floats();

        /** The same of a tensor of whole numbers, without loss. */
        long[] longs();
    }

    private final long[] shape;
    private final Values values;

    private CheckpointTensor(long[] shape, Values values) {
        this.shape = shape;
        this.values = values;
    }

    /** A tensor whose values somebody holds. */
    public static CheckpointTensor of(Values values, long... shape) {
        return new CheckpointTensor(shape.clone(), values);
    }

    /** Nothing but zeros. */
    public static CheckpointTensor zeros(long... shape) {
        int count = count(shape);
        return computed(() -> new float[count], shape);
    }

    /** A tensor whose values are computed when they are asked for. */
    public static CheckpointTensor computed(Supplier<float[]> floats, long... shape) {
        return of(
                new Values() {
                    @Override
                    public float[] floats() {
                        return floats.get();
                    }

                    @Override
                    public long[] longs() {
                        float[] source = floats.get();
                        long[] whole = new long[source.length];
                        for (int i = 0; i < whole.length; i++) {
                            whole[i] = (long) source[i];
                        }
                        return whole;
                    }
                },
                shape);
    }

    private static int count(long[] shape) {
        return Math.toIntExact(Shapes.count(shape));
    }

    public long[] shape() {
        return shape.clone();
    }

    /** Where the values come from, for whoever can take them from there in a quicker way. */
    public Values values() {
        return values;
    }

    public int rank() {
        return shape.length;
    }

    /**
     * The size of an axis.
     *
     * @param axis a negative one counts from the end
     * @throws IllegalArgumentException when there is no such axis
     */
    public long size(int axis) {
        int found = axis < 0 ? shape.length + axis : axis;
        require(found >= 0 && found < shape.length, "has no axis " + axis);
        return shape[found];
    }

    /** The values, row by row. */
    public float[] floats() {
        return values.floats();
    }

    /**
     * The values of whole numbers.
     *
     * @throws RuntimeException where the checkpoint holds others
     */
    public long[] longs() {
        return values.longs();
    }

    /**
     * The same values in another shape.
     *
     * @param wanted one size may be -1: what the others leave
     * @throws IllegalArgumentException when the number of values differs
     */
    public CheckpointTensor reshape(long... wanted) {
        long[] made = wanted.clone();
        long known = 1;
        int open = -1;
        for (int i = 0; i < made.length; i++) {
            if (made[i] == -1) {
                open = i;
            } else {
                known *= made[i];
            }
        }
        long all = Shapes.count(shape);
        if (open >= 0 && known > 0) {
            made[open] = all / known;
        }
        if (open >= 0 && known <= 0 || Shapes.count(made) != all) {
            throw new IllegalArgumentException(Shapes.text(shape) + " cannot become " + Shapes.text(wanted));
        }
        return new CheckpointTensor(made, values);
    }

    /**
     * The axes in another order.
     *
     * @param axes each axis once: the first says which one comes first
     */
    public CheckpointTensor permute(int... axes) {
        require(
                axes.length == shape.length
                        && Arrays.stream(axes)
                                .sorted()
                                .boxed()
                                .toList()
                                .equals(IntStream.range(0, shape.length).boxed().toList()),
                "has no axes " + Arrays.toString(axes));
        long[] made = Arrays.stream(axes).mapToLong(axis -> shape[axis]).toArray();
        return computed(() -> permuted(axes, made), made);
    }

    private float[] permuted(int[] axes, long[] made) {
        float[] source = floats();
        long[] steps = new long[shape.length];
        long step = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            steps[axis] = step;
            step *= shape[axis];
        }
        float[] result = new float[source.length];
        long[] place = new long[made.length];
        int from = 0;
        for (int to = 0; to < result.length; to++) {
            result[to] = source[from];
            for (int axis = made.length - 1; axis >= 0; axis--) {
                from += (int) steps[axes[axis]];
                if (++place[axis] < made[axis]) {
                    break;
                }
                from -= (int) (made[axis] * steps[axes[axis]]);
                place[axis] = 0;
            }
        }
        return result;
    }

    /** A matrix on its side. */
    public CheckpointTensor transpose() {
        require(rank() == 2, "is no matrix");
        return permute(1, 0);
    }

    /**
     * What stands at positions of one axis, which stays.
     *
     * @param to behind the last
     */
    public CheckpointTensor slice(int axis, long from, long to) {
        require(axis < rank() && 0 <= from && from < to && to <= shape[axis], "has no part " + from + " to " + to);
        long[] made = shape.clone();
        made[axis] = to - from;
        int before = count(Arrays.copyOf(shape, axis));
        int row = count(Arrays.copyOfRange(shape, axis, shape.length));
        int start = Math.toIntExact(row / shape[axis] * from);
        int part = Math.toIntExact(row / shape[axis] * (to - from));
        return computed(
                () -> {
                    float[] source = floats();
                    float[] result = new float[before * part];
                    for (int i = 0; i < before; i++) {
                        System.arraycopy(source, i * row + start, result, i * part, part);
                    }
                    return result;
                },
                made);
    }

    /**
     * Equal parts along the first axis, such as query, key and value of what was computed at once.
     *
     * @throws IllegalArgumentException when its size is no multiple of their number
     */
    public List<CheckpointTensor> split(int parts) {
        require(rank() > 0 && shape[0] > 0 && shape[0] % parts == 0, "cannot be cut into " + parts + " equal parts");
        long size = shape[0] / parts;
        return IntStream.range(0, parts)
                .mapToObj(part -> slice(0, part * size, (part + 1) * size))
                .toList();
    }

    /** Several tensors one behind the other, along the first axis. */
    static CheckpointTensor joined(List<CheckpointTensor> parts) {
        long[] made = parts.get(0).shape();
        long[] rest = Arrays.copyOfRange(made, Math.min(1, made.length), made.length);
        for (CheckpointTensor part : parts) {
            part.require(
                    part.rank() > 0
                            && part.rank() == made.length
                            && Arrays.equals(Arrays.copyOfRange(part.shape, 1, made.length), rest),
                    "cannot stand behind " + Shapes.text(made));
        }
        made[0] = parts.stream().mapToLong(part -> part.shape[0]).sum();
        int all = count(made);
        return computed(
                () -> {
                    float[] result = new float[all];
                    int at = 0;
                    for (CheckpointTensor part : parts) {
                        float[] source = part.floats();
                        System.arraycopy(source, 0, result, at, source.length);
                        at += source.length;
                    }
                    return result;
                },
                made);
    }

    /** The sum with a tensor of as many values, in this one's shape. */
    public CheckpointTensor plus(CheckpointTensor other) {
        require(Shapes.count(shape) == Shapes.count(other.shape), "cannot be added to " + Shapes.text(other.shape));
        return computed(
                () -> {
                    float[] result = floats().clone();
                    float[] added = other.floats();
                    for (int i = 0; i < result.length; i++) {
                        result[i] += added[i];
                    }
                    return result;
                },
                shape);
    }

    private void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("a tensor of " + Shapes.text(shape) + " " + problem);
        }
    }

    @Override
    public String toString() {
        return Shapes.text(shape);
    }
}

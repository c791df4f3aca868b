package dev.jimm.api.tensor;

import dev.jimm.api.API;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Shape arithmetic. Shapes are in PyTorch's order: images (N, C, H, W), tokens (N, length, channels).
 *
 * <p>In a traced pass the batch size is not known: it is the number {@link #BATCH}, which no real size reaches, and every multiple of
 * it means so many times the batch. Ordinary arithmetic on sizes therefore carries it along.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Shapes {
    /**
     * The size of a batch of unknown size. All numbers up to 16 divide it, so that its {@linkplain Tensor#chunk parts}
     * have whole sizes.
     */
    public static final long BATCH = 720_720L << 13;

    private Shapes() {}

    public static boolean isSymbolic(long size) {
        return size >= BATCH;
    }

    /** The number of elements. */
    public static long count(long... shape) {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    /** An axis counted from the front, given one that may be negative (from the end). */
    public static int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException("axis " + axis + " of a tensor of rank " + rank);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** For messages: {@code [B, 3, 224, 224]}. */
    public static String text(long... shape) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < shape.length; i++) {
            text.append(i == 0 ? "" : ", ");
            long times = shape[i] / BATCH;
            text.append(!isSymbolic(shape[i]) ? "" + shape[i] : times == 1 ? "B" : times + "B");
        }
        return text.append(']').toString();
    }

    static long[] with(long[] shape, int axis, long size) {
        long[] result = shape.clone();
        result[axis] = size;
        return result;
    }

    static long[] insert(long[] shape, int axis, long size) {
        long[] result = new long[shape.length + 1];
        System.arraycopy(shape, 0, result, 0, axis);
        result[axis] = size;
        System.arraycopy(shape, axis, result, axis + 1, shape.length - axis);
        return result;
    }

    static long[] remove(long[] shape, int axis) {
        long[] result = new long[shape.length - 1];
        System.arraycopy(shape, 0, result, 0, axis);
        System.arraycopy(shape, axis + 1, result, axis, result.length - axis);
        return result;
    }

    static long[] broadcast(long[]... shapes) {
        int rank = 0;
        for (long[] shape : shapes) {
            rank = Math.max(rank, shape == null ? 0 : shape.length);
        }
        long[] result = new long[rank];
        Arrays.fill(result, 1);
        for (long[] shape : shapes) {
            for (int i = 0; shape != null && i < shape.length; i++) {
                int at = rank - shape.length + i;
                if (shape[i] != 1 && result[at] != 1 && result[at] != shape[i]) {
                    throw new IllegalArgumentException("shapes do not broadcast: " + texts(shapes));
                }
                result[at] = shape[i] == 1 ? result[at] : shape[i];
            }
        }
        return result;
    }

    static String texts(long[]... shapes) {
        StringBuilder text = new StringBuilder();
        for (long[] shape : shapes) {
            text.append(text.length() == 0 ? "" : ", ").append(shape == null ? "none" : text(shape));
        }
        return text.toString();
    }

    static long[] matmul(long[] a, long[] b) {
        if (a.length < 2 || b.length < 2 || a[a.length - 1] != b[b.length - 2]) {
            throw new IllegalArgumentException("matrix product of " + texts(a, b));
        }
        long[] batch = broadcast(Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
        long[] result = Arrays.copyOf(batch, batch.length + 2);
        result[batch.length] = a[a.length - 2];
        result[batch.length + 1] = b[b.length - 1];
        return result;
    }

    /** The shape rule of a product (..., in) with a weight (out, in). */
    public static long[] linear(long[][] in, Attributes attributes) {
        long[] x = in[0];
        if (x[x.length - 1] != in[1][1]) {
            throw new IllegalArgumentException("the input " + text(x) + " does not fit the weight " + text(in[1]));
        }
        return with(x, x.length - 1, in[1][0]);
    }

    /** The number of positions of a window: the output size of convolutions and pools along one axis. */
    public static long windows(long size, long kernel, long stride, long padding, long dilation, boolean ceil) {
        long room = size + 2 * padding - dilation * (kernel - 1) - 1;
        if (room < 0) {
            throw new IllegalArgumentException("a window of " + kernel + " (dilation " + dilation
                    + ") is larger than the size " + size + " padded by " + padding);
        }
        long positions = ceil ? (room + stride - 1) / stride + 1 : room / stride + 1;
        return ceil && (positions - 1) * stride >= size + padding ? positions - 1 : positions;
    }

    /** The shape rule of a convolution, whose attributes are named stride, padding, dilation and groups. */
    public static long[] convolution(long[][] in, Attributes attributes) {
        long[] x = in[0];
        long[] weight = in[1];
        long groups = attributes.integer("groups");
        if (x.length != weight.length || x[1] != weight[1] * groups) {
            throw new IllegalArgumentException(
                    "the input " + text(x) + " does not fit the weight " + text(weight) + " in " + groups + " groups");
        }
        long[] stride = attributes.integers("stride");
        long[] padding = attributes.integers("padding");
        long[] dilation = attributes.integers("dilation");
        long[] result = x.clone();
        result[1] = weight[0];
        for (int i = 0; i < x.length - 2; i++) {
            result[2 + i] = windows(x[2 + i], weight[2 + i], stride[i], padding[i], dilation[i], false);
        }
        return result;
    }

    static long[] attention(long[][] in, Attributes attributes) {
        long[] query = in[0];
        long[] key = in[1];
        long[] value = in[2];
        int last = query.length - 1;
        boolean fits = query.length >= 3
                && key.length == query.length
                && value.length == query.length
                && key[last] == query[last]
                && value[last - 1] == key[last - 1];
        if (!fits) {
            throw new IllegalArgumentException("query, key and value do not fit: " + texts(query, key, value));
        }
        return with(query, last, value[last]);
    }

    static long[] batchNorm(long[][] in, Attributes attributes) {
        if (in[0].length < 2) {
            throw new IllegalArgumentException("the input " + text(in[0]) + " has no channels");
        }
        requireChannels(in, in[0][1]);
        return in[0];
    }

    static long[] groupNorm(long[][] in, Attributes attributes) {
        if (in[0].length < 2 || in[0][1] % attributes.integer("groups") != 0) {
            throw new IllegalArgumentException("the channels of " + text(in[0]) + " do not divide into "
                    + attributes.integer("groups") + " groups");
        }
        requireChannels(in, in[0][1]);
        return in[0];
    }

    private static void requireChannels(long[][] in, long channels) {
        for (int i = 1; i < in.length; i++) {
            if (in[i] != null && count(in[i]) != channels) {
                throw new IllegalArgumentException("the input " + text(in[0]) + " has " + channels
                        + " channels, operand " + i + " is for " + count(in[i]));
            }
        }
    }

    /** Layer and root-mean-square normalisation over the last axes. */
    static long[] layerNorm(long[][] in, Attributes attributes) {
        long[] sizes = attributes.integers("shape");
        int extra = in[0].length - sizes.length;
        if (extra < 0 || !Arrays.equals(sizes, Arrays.copyOfRange(in[0], extra, in[0].length))) {
            throw new IllegalArgumentException("the input " + text(in[0]) + " does not end in " + text(sizes));
        }
        return in[0];
    }

    static long[] transposedConvolution(long[][] in, Attributes attributes) {
        long[] result = in[0].clone();
        long[] stride = attributes.integers("stride");
        long[] padding = attributes.integers("padding");
        long[] extra = attributes.integers("output_padding");
        result[1] = in[1][1] * attributes.integer("groups");
        for (int i = 0; i < 2; i++) {
            result[2 + i] = (result[2 + i] - 1) * stride[i] - 2 * padding[i] + in[1][2 + i] + extra[i];
        }
        return result;
    }

    static long[] pool(long[][] in, Attributes attributes) {
        long[] result = in[0].clone();
        long[] kernel = attributes.integers("kernel");
        long[] stride = attributes.integers("stride");
        long[] padding = attributes.integers("padding");
        for (int i = 0; i < 2; i++) {
            result[2 + i] = windows(result[2 + i], kernel[i], stride[i], padding[i], 1, attributes.flag("ceil"));
        }
        return result;
    }

    static long[] resized(long[][] in, Attributes attributes) {
        long[] size = attributes.integers("size");
        return new long[] {in[0][0], in[0][1], size[0], size[1]};
    }

    static long[] reduce(long[][] in, Attributes attributes) {
        long[] shape = in[0];
        boolean[] gone = new boolean[shape.length];
        for (long dim : attributes.integers("dims")) {
            gone[axis(dim, shape.length)] = true;
        }
        boolean keep = attributes.flag("keep");
        return java.util.stream.IntStream.range(0, shape.length)
                .filter(i -> keep || !gone[i])
                .mapToLong(i -> gone[i] ? 1 : shape[i])
                .toArray();
    }

    static long[] reshape(long[][] in, Attributes attributes) {
        long[] result = attributes.integers("shape");
        int hole = -1;
        long known = 1;
        for (int i = 0; i < result.length; i++) {
            if (result[i] == -1 && hole >= 0) {
                throw new IllegalArgumentException("two sizes of " + text(result) + " are -1");
            }
            if (result[i] == -1) {
                hole = i;
            } else {
                known = Math.multiplyExact(known, result[i]);
            }
        }
        long count = count(in[0]);
        if (hole >= 0 && known != 0 && count % known == 0) {
            result[hole] = count / known;
            known = count;
        }
        if (known != count) {
            throw new IllegalArgumentException(
                    "cannot reshape " + text(in[0]) + " to " + text(attributes.integers("shape")));
        }
        return result;
    }

    static long[] permute(long[][] in, Attributes attributes) {
        long[] dims = attributes.integers("dims");
        if (dims.length != in[0].length) {
            throw new IllegalArgumentException("cannot permute " + text(in[0]) + " by " + Arrays.toString(dims));
        }
        return Arrays.stream(dims).map(dim -> in[0][axis(dim, dims.length)]).toArray();
    }

    static long[] transpose(long[][] in, Attributes attributes) {
        long[] result = in[0].clone();
        int a = axis(attributes.integer("a"), result.length);
        int b = axis(attributes.integer("b"), result.length);
        result[a] = in[0][b];
        result[b] = in[0][a];
        return result;
    }

    static long[] expand(long[][] in, Attributes attributes) {
        long[] result = attributes.integers("shape");
        int extra = result.length - in[0].length;
        for (int i = 0; i < in[0].length; i++) {
            long wanted = result[extra + i];
            if (wanted != -1 && in[0][i] != 1 && in[0][i] != wanted) {
                throw new IllegalArgumentException(
                        "cannot expand " + text(in[0]) + " to " + text(attributes.integers("shape")));
            }
            result[extra + i] = wanted == -1 ? in[0][i] : wanted;
        }
        return result;
    }

    static long[] slice(long[][] in, Attributes attributes) {
        int dim = axis(attributes.integer("dim"), in[0].length);
        long size = in[0][dim];
        long from = attributes.integer("from");
        long to = Math.min(attributes.integer("to"), size);
        if (from < 0 || from > to) {
            throw new IllegalArgumentException(
                    "slice " + from + " to " + to + " of axis " + dim + " of " + text(in[0]));
        }
        long step = attributes.integer("step");
        return with(in[0], dim, (to - from + step - 1) / step);
    }

    static long[] select(long[][] in, Attributes attributes) {
        int dim = axis(attributes.integer("dim"), in[0].length);
        long index = attributes.integer("index");
        if (index < -in[0][dim] || index >= in[0][dim]) {
            throw new IllegalArgumentException("index " + index + " of axis " + dim + " of " + text(in[0]));
        }
        return remove(in[0], dim);
    }

    static long[] concatenate(long[][] in, Attributes attributes) {
        int dim = axis(attributes.integer("dim"), in[0].length);
        long size = 0;
        for (long[] shape : in) {
            if (shape.length != in[0].length || !Arrays.equals(with(shape, dim, 0), with(in[0], dim, 0))) {
                throw new IllegalArgumentException("cannot join on axis " + dim + ": " + texts(in));
            }
            size += shape[dim];
        }
        return with(in[0], dim, size);
    }

    static long[] chunk(long[][] in, Attributes attributes) {
        int dim = axis(attributes.integer("dim"), in[0].length);
        return with(in[0], dim, in[0][dim] / attributes.integer("parts"));
    }

    static long[] pad(long[][] in, Attributes attributes) {
        long[] result = in[0].clone();
        long[] padding = attributes.integers("padding");
        for (int i = 0; i < padding.length / 2; i++) {
            result[result.length - 1 - i] += padding[2 * i] + padding[2 * i + 1];
        }
        return result;
    }

    static long[] unfold(long[][] in, Attributes attributes) {
        long[] kernel = attributes.integers("kernel");
        long positions = 1;
        for (int i = 0; i < 2; i++) {
            positions *= windows(
                    in[0][2 + i],
                    kernel[i],
                    attributes.integers("stride")[i],
                    attributes.integers("padding")[i],
                    attributes.integers("dilation")[i],
                    false);
        }
        return new long[] {in[0][0], in[0][1] * kernel[0] * kernel[1], positions};
    }

    static long[] fold(long[][] in, Attributes attributes) {
        long[] size = attributes.integers("size");
        long[] kernel = attributes.integers("kernel");
        return new long[] {in[0][0], in[0][1] / (kernel[0] * kernel[1]), size[0], size[1]};
    }

    static long[] einsum(long[][] in, Attributes attributes) {
        String[] sides = attributes.text("equation").replace(" ", "").split("->");
        String[] terms = sides[0].split(",");
        Map<Character, Long> sizes = new HashMap<>();
        for (int i = 0; i < in.length; i++) {
            if (terms.length != in.length || terms[i].length() != in[i].length) {
                throw new IllegalArgumentException("'" + attributes.text("equation") + "' does not fit " + texts(in));
            }
            for (int j = 0; j < in[i].length; j++) {
                Long known = sizes.putIfAbsent(terms[i].charAt(j), in[i][j]);
                if (known != null && known != in[i][j]) {
                    throw new IllegalArgumentException(
                            "'" + attributes.text("equation") + "' does not fit " + texts(in));
                }
            }
        }
        return sides[1].chars().mapToLong(letter -> sizes.get((char) letter)).toArray();
    }
}

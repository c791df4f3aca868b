package dev.jimm.core.engine;

import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The values of a model's declared tensors, in the engine's memory. One structure may have several: fresh, loaded, averaged. Convolution
 * weights may be laid out with the channels last, which does not show in what is read.
 *
 * <p>Several programs may run with the same values at once. Until all of them have returned, the values must neither be
 * set nor closed: both give back memory that the programs compute with.
 */
public final class Weights implements Values, AutoCloseable {
    private final ParamTable table;
    private final boolean channelsLast;
    private final Map<Param, DeviceTensor> values = new LinkedHashMap<>();

    private Weights(ParamTable table, boolean channelsLast) {
        this.table = table;
        this.channelsLast = channelsLast;
    }

    /** Fresh values: each tensor draws from its own generator, a function of the seed and its name. */
    public static Weights initialised(ParamTable table, long seed, boolean channelsLast) {
        return of(table, param -> initialValues(param, seed), channelsLast);
    }

    /** The same for some of the tensors. The others have no values, and must get some before they are asked for. */
    public static Weights initialised(ParamTable table, long seed, boolean channelsLast, Predicate<Param> wanted) {
        return of(table, param -> wanted.test(param) ? initialValues(param, seed) : null, channelsLast);
    }

    /** What {@link #initialised} gives a tensor, in row-major order. */
    public static float[] initialValues(Param param, long seed) {
        float[] values = new float[Math.toIntExact(param.count())];
        long name = 0;
        for (char letter : param.name().toCharArray()) {
            name = name * 31 + letter;
        }
        param.init().fill(values, param.shape(), new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ name));
        return values;
    }

    /** Values from a function, in row-major order, or {@code null} for none yet; constants are filled by their own rule, aliases are not asked for. */
    public static Weights of(ParamTable table, Function<Param, float[]> source, boolean channelsLast) {
        Weights weights = new Weights(table, channelsLast);
        for (Param param : table.all()) {
            switch (param.kind()) {
                case WEIGHT, BUFFER -> {
                    float[] values = source.apply(param);
                    if (values != null) {
                        weights.set(param, values);
                    }
                }
                case CONSTANT -> weights.set(param, initialValues(param, 0));
                case ALIAS -> {}
            }
        }
        return weights;
    }

    /** Whether convolution weights are laid out with the channels last, as inputs should be then. */
    public boolean isChannelsLast() {
        return channelsLast;
    }

    public ParamTable table() {
        return table;
    }

    @Override
    public DeviceTensor get(Param param) {
        DeviceTensor value = values.get(param.target());
        if (value == null) {
            throw new IllegalArgumentException("no value is bound to '" + param + "'");
        }
        return value;
    }

    /** Replaces a value by others in row-major order; whole numbers are rounded from the given ones. */
    public void set(Param param, float[] rowMajor) {
        if (param.type() == ElementType.INT64) {
            long[] numbers = new long[rowMajor.length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Math.round((double) rowMajor[i]);
            }
            set(param, numbers);
        } else {
            put(param, layout(DeviceTensor.of(rowMajor, param.shape())));
        }
    }

    /** Replaces the value of a counter. */
    public void set(Param param, long[] rowMajor) {
        put(param, DeviceTensor.of(rowMajor, param.shape()));
    }

    /**
     * Replaces a value by a tensor.
     *
     * @param value of the parameter's shape, of type FLOAT32; it belongs to the weights from now on
     */
    public void set(Param param, DeviceTensor value) {
        if (param.type() != ElementType.FLOAT32
                || value.type() != ElementType.FLOAT32
                || !Arrays.equals(value.shape(), param.shape())) {
            throw new IllegalArgumentException(value + " for '" + param + "'");
        }
        put(param, layout(value));
    }

    private DeviceTensor layout(DeviceTensor value) {
        if (!channelsLast || value.shape().length != 4) {
            return value;
        }
        try (value) {
            return value.channelsLast();
        }
    }

    private void put(Param param, DeviceTensor value) {
        DeviceTensor old = values.put(param.target(), value);
        if (old != null) {
            old.close();
        }
    }

    /** A copy with memory of its own. */
    public Weights copy() {
        Weights copy = new Weights(table, channelsLast);
        values.forEach((param, value) -> copy.put(param, value.copy()));
        return copy;
    }

    @Override
    public void close() {
        values.values().forEach(DeviceTensor::close);
        values.clear();
    }
}

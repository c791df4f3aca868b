package dev.jimm.api.nn;

import dev.jimm.api.tensor.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tensors that a model declares, in the order of its state dict. Filling it touches no native memory. */
public final class ParamTable {
    private final int batchNormSplits;
    private final boolean fused;
    private final List<Param> all = new ArrayList<>();
    private final Map<String, Param> byName = new HashMap<>();

    public ParamTable() {
        this(1);
    }

    /**
     * @param batchNormSplits into how many parts a batch is cut in training, each with batch norms of its own ({@link Norm#batch});
     *     at least 1
     */
    public ParamTable(int batchNormSplits) {
        this(batchNormSplits, false);
    }

    private ParamTable(int batchNormSplits, boolean fused) {
        if (batchNormSplits < 1) {
            throw new IllegalArgumentException("a batch cannot be cut into " + batchNormSplits + " parts");
        }
        this.batchNormSplits = batchNormSplits;
        this.fused = fused;
    }

    /**
     * A table that asks for fused structures: parallel branches, once trained, as the one convolution that they amount to
     * ({@link FusedConv2d}).
     */
    public static ParamTable ofFused() {
        return new ParamTable(1, true);
    }

    /** Into how many parts batch norms cut a training batch along axis 0; 1: not at all. */
    public int batchNormSplits() {
        return batchNormSplits;
    }

    /** Whether parallel branches that amount to one convolution are to be declared as that convolution. */
    public boolean isFused() {
        return fused;
    }

    /** The root of the state dict. */
    public Scope root() {
        return new Scope(this, "");
    }

    Param declare(String name, Param.Kind kind, ElementType type, Init init, long... shape) {
        return declare(name, kind, type, init, null, shape);
    }

    Param declare(String name, Param.Kind kind, ElementType type, Init init, Adaptation adaptation, long... shape) {
        return declare(name, kind, type, init, adaptation, null, shape);
    }

    Param declare(
            String name,
            Param.Kind kind,
            ElementType type,
            Init init,
            Adaptation adaptation,
            Fusion fusion,
            long... shape) {
        for (long size : shape) {
            if (size <= 0) {
                throw new IllegalArgumentException("tensor '" + name + "' would have a size of " + size);
            }
        }
        Param param = new Param(name, kind, type, init, adaptation, fusion, shape);
        if (byName.putIfAbsent(name, param) != null) {
            throw new IllegalStateException("two tensors are named '" + name + "'");
        }
        all.add(param);
        return param;
    }

    /** Everything declared, constants too. */
    public List<Param> all() {
        return List.copyOf(all);
    }

    /** The state dict: weights and buffers. */
    public List<Param> state() {
        return all.stream().filter(param -> param.kind() != Param.Kind.CONSTANT).toList();
    }

    public List<Param> weights() {
        return all.stream().filter(param -> param.kind() == Param.Kind.WEIGHT).toList();
    }

    public Optional<Param> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The number of trained values. */
    public long weightCount() {
        return weights().stream().mapToLong(Param::count).sum();
    }
}

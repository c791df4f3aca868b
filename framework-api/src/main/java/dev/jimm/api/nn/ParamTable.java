package dev.jimm.api.nn;

import dev.jimm.api.API;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tensors that a model declares, in the order of its state dict. Filling it touches no native memory. */
@API(status = API.Status.STABLE, since = "0.1")
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

    Param declare(Param param) {
        for (long size : param.shape()) {
            if (size <= 0) {
                throw new IllegalArgumentException("tensor '" + param + "' would have a size of " + size);
            }
        }
        return add(param);
    }

    void alias(String name, Param of) {
        if (of.kind() == Param.Kind.CONSTANT || byName.get(of.name()) != of) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot stand for '" + of + "', which is no weight or buffer of this model");
        }
        add(Param.alias(name, of));
    }

    private Param add(Param param) {
        if (byName.putIfAbsent(param.name(), param) != null) {
            throw new IllegalStateException("two tensors are named '" + param + "'");
        }
        all.add(param);
        return param;
    }

    /** Everything declared, constants and aliases too. */
    public List<Param> all() {
        return List.copyOf(all);
    }

    /** The state dict: weights, buffers and their aliases. A tensor with aliases stands here several times. */
    public List<Param> state() {
        return all.stream().filter(param -> param.kind() != Param.Kind.CONSTANT).toList();
    }

    /** The tensors of the state dict, each once: weights and buffers. */
    public List<Param> tensors() {
        return state().stream().filter(param -> param.target() == param).toList();
    }

    /** All names under which a tensor stands in the state dict, in its order; its own is the first. */
    public List<Param> names(Param tensor) {
        return all.stream().filter(param -> param.target() == tensor.target()).toList();
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

package dev.jimm.testkit;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A family of one network with one convolution, which can be given a fault. Public as providers are. */
public final class TinyNet implements ModelProvider {
    /** What is wrong with the network. */
    enum Fault {
        NONE,
        UNUSED_WEIGHT,
        UNFIT_SHAPE,
        DEAD_BRANCH,
        WRONG_CHANNELS,
        UNTAPPED_FEATURE,
        IGNORES_CHANNELS,
        KEEPS_CLASSIFIER,
        BATCH_DEPENDENT,
        REMEMBERS_CALLS,
        HIDDEN_VALUE,
        OPTIONS_CHANGE_WHEN_READ,
        WRITES_IN_EVALUATION,
        NO_ONNX_FORM,
        WRONG_ONNX_FORM,
        MALFORMED_NAME
    }

    /** No options. */
    public record Config() {}

    /** Options that are not what they were made from. */
    public record Halved(int width) {
        public Halved {
            width /= 2;
        }
    }

    private static final int WIDTH = 8;
    private static final AtomicInteger BUILT = new AtomicInteger();

    private final Fault fault;

    public TinyNet() {
        this(Fault.NONE);
    }

    TinyNet(Fault fault) {
        this.fault = fault;
    }

    @Override
    public String family() {
        return "tiny_net";
    }

    @Override
    public List<Architecture<?>> architectures() {
        String name = fault == Fault.MALFORMED_NAME ? "TinyNet" : "tiny_net";
        return fault == Fault.OPTIONS_CHANGE_WHEN_READ
                ? List.of(new Architecture<>(name, new Halved(WIDTH), this::build))
                : List.of(new Architecture<>(name, new Config(), this::build));
    }

    private Model build(Record config, ModelOptions options, Scope root) {
        if (options.outputStride() != ModelOptions.DEFAULT.outputStride()) {
            throw new IllegalArgumentException("output-stride does not apply to a network with one convolution");
        }
        int channels = fault == Fault.IGNORES_CHANNELS ? 3 : options.channels();
        Layer conv = Conv2d.of(channels, WIDTH, 3).stride(2).at(root.at("conv"));
        Layer norm = Norm.batch().at(root.at("norm"), WIDTH);
        Layer extra = extra(root);
        Layer features = (x, pass) -> {
            var map = pass.run(x, conv, norm, extra).relu();
            return fault == Fault.UNTAPPED_FEATURE ? map : pass.tap("norm", map);
        };
        ModelOptions headOptions = fault == Fault.KEEPS_CLASSIFIER ? options.classes(10) : options;
        ClassifierHead head = ClassifierHead.at(root.at("fc"), WIDTH, headOptions, GlobalPool.AVG);
        return Model.builder(root)
                .features(features)
                .head((extracted, pass, preLogits) -> {
                    var output = head.forward(extracted, pass, preLogits);
                    return fault == Fault.BATCH_DEPENDENT ? output.sub(output.mean(0)) : output;
                })
                .featureInfo(List.of(new FeatureInfo("norm", fault == Fault.WRONG_CHANNELS ? 9 : WIDTH, 2)))
                .featureCount(WIDTH)
                .classifier("fc")
                .layerGroups(new LayerGroups().then("conv|norm"))
                .build();
    }

    private static Op.Builder twice() {
        return Op.define("twice", "torch.mul({0}, 2.)");
    }

    private Layer extra(Scope root) {
        return switch (fault) {
            case UNUSED_WEIGHT -> {
                root.weight("extra", Init.ONES, 1);
                yield Layer.IDENTITY;
            }
            case UNFIT_SHAPE -> {
                Param weight = root.weight("extra", Init.ONES, WIDTH + 1);
                yield (x, pass) -> x.add(pass.value(weight));
            }
            case DEAD_BRANCH -> {
                Param weight = root.weight("extra", Init.ONES, 1);
                yield (x, pass) -> x.add(pass.value(weight).mul(0));
            }
            case REMEMBERS_CALLS -> {
                AtomicInteger calls = new AtomicInteger();
                yield (x, pass) -> x.mul(calls.incrementAndGet());
            }
            case HIDDEN_VALUE -> {
                int built = BUILT.incrementAndGet();
                yield (x, pass) -> x.mul(built);
            }
            case WRITES_IN_EVALUATION -> {
                Param calls = root.counter("calls");
                yield (x, pass) -> {
                    pass.value(calls).increment_();
                    return x;
                };
            }
            case NO_ONNX_FORM -> (x, pass) -> x.apply(twice().build(), new Tensor[0]);
            case WRONG_ONNX_FORM -> {
                Op negated =
                        twice().onnx(call -> call.node("Neg", call.operand(0))).build();
                yield (x, pass) -> x.apply(negated, new Tensor[0]);
            }
            default -> Layer.IDENTITY;
        };
    }
}

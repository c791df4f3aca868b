package dev.jimm.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import dev.jimm.core.export.ExportedModel;
import java.util.List;

/** The model's forward pass. Values are copied between DJL's arrays and ours; no array of DJL's enters the computation. */
final class JimmBlock extends AbstractSymbolBlock implements AutoCloseable {
    private static final int RANK = 4;

    private final ExportedModel model;
    private final Program program;

    JimmBlock(ExportedModel model) {
        this.model = model;
        program = model.program();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore, NDList inputs, boolean training, PairList<String, Object> params) {
        if (training) {
            throw new UnsupportedOperationException("the engine jimm does not train; 'jimm train' does");
        }
        NDArray images = inputs.singletonOrThrow();
        long[] shape = images.getShape().getShape();
        if (images.getDataType() != DataType.FLOAT32 || shape.length != RANK) {
            throw new IllegalArgumentException("the model takes float32 (N, "
                    + describeInput().get(0).getValue() + "), not " + images.getDataType() + " " + images.getShape());
        }
        try (DeviceTensor batch = DeviceTensor.of(images.toByteBuffer(), ElementType.FLOAT32, shape);
                Program.Results results = program.run(List.of(batch), model.weights())) {
            DeviceTensor logits = results.values().get(0);
            return new NDList(images.getManager().create(logits.floats(), new Shape(logits.shape())));
        }
    }

    /** None: the weights are jimm's. */
    @Override
    public ParameterList getDirectParameters() {
        return new ParameterList();
    }

    /** One image, without the batch. */
    @Override
    public PairList<String, Shape> describeInput() {
        Shape shape = new Shape(
                model.model().options().channels(),
                model.preprocessing().height(),
                model.preprocessing().width());
        return new PairList<>(List.of("x"), List.of(shape));
    }

    @Override
    public PairList<String, Shape> describeOutput() {
        return new PairList<>(List.of("logits"), List.of(new Shape(model.outputs())));
    }

    @Override
    public void close() {
        program.close();
    }
}

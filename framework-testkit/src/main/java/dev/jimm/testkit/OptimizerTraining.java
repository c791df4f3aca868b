package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.optimizer.Optimizer;
import dev.jimm.core.optimizer.TrainedParameter;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.verify.GeneratedValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training of small parameters of all ranks, with gradients and curvature that follow from names. Each parameter is
 * there twice, with weight decay and without; both begin at the same values and get the same gradients.
 */
final class OptimizerTraining implements AutoCloseable {
    /** Two parameters that differ in nothing but their weight decay. */
    record Pair(Param decayed, Param plain) {}

    private static final double BASE_RATE = 0.02;
    private static final double DECAY = 0.1;
    /** How much the rate falls by from step to step, as a part of the first. */
    private static final double FALL = 0.05;

    private static final String ONLY_ITS_OWN = "; a rule may change its parameter and its state, and nothing else";
    private static final String NO_FIELDS =
            "; a rule may depend on its state and on what the ParameterUpdate gives, and not"
                    + " on fields or on how often it is called";

    private static final ParamTable TABLE = new ParamTable();

    private static final List<Pair> PAIRS = List.of(
            pair("scale"),
            pair("zero", 5),
            pair("matrix", 20, 24),
            pair("embedding", 1, 3, 4),
            pair("kernel", 4, 3, 3, 3));
    /** Its gradient is 0 at every step, as behind a ReLU that never fires. */
    private static final Param IDLE = TABLE.root().weight("idle", Init.ZEROS, 3, 2);

    private static Pair pair(String name, long... shape) {
        Scope root = TABLE.root();
        return new Pair(
                root.at("decayed").weight(name, Init.ZEROS, shape),
                root.at("plain").weight(name, Init.ZEROS, shape));
    }

    private final List<Param> parameters;
    private final Execution execution;
    private final Weights weights;
    private final Optimizer optimizer;

    /**
     * @param parameters to train; the others keep their values
     * @param channelsLast whether convolution kernels have their channels last in memory
     */
    OptimizerTraining(UpdateRule rule, List<Param> parameters, Execution execution, boolean channelsLast) {
        this(rule, parameters, execution, Weights.of(TABLE, OptimizerTraining::initial, channelsLast));
    }

    private OptimizerTraining(UpdateRule rule, List<Param> parameters, Execution execution, Weights weights) {
        this.parameters = parameters;
        this.execution = execution;
        this.weights = weights;
        try {
            optimizer = new Optimizer(rule, BASE_RATE, trained(parameters), weights, execution);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private static List<TrainedParameter> trained(List<Param> parameters) {
        return parameters.stream()
                .map(param -> isDecayed(param)
                        ? new TrainedParameter(param, "decay", 1, DECAY)
                        : new TrainedParameter(param, "no decay", 1, 0))
                .toList();
    }

    private static boolean isDecayed(Param param) {
        return !param.name().startsWith("plain.");
    }

    static List<Param> parameters() {
        return TABLE.all();
    }

    /** One parameter of each rank, and the one whose gradient is 0. */
    static List<Param> decayed() {
        return TABLE.all().stream().filter(OptimizerTraining::isDecayed).toList();
    }

    /** Those whose memory layout may differ. */
    static List<Param> kernels() {
        return TABLE.all().stream().filter(param -> param.rank() == 4).toList();
    }

    static List<Param> withGradients() {
        return TABLE.all().stream().filter(param -> !param.equals(IDLE)).toList();
    }

    static List<Pair> pairs() {
        return PAIRS;
    }

    private static String shortName(Param param) {
        return param.name().substring(param.name().lastIndexOf('.') + 1);
    }

    private static float[] initial(Param param) {
        String name = shortName(param);
        return name.equals("zero") ? new float[(int) param.count()] : generated("p/" + name, param);
    }

    private static float[] generated(String name, Param param) {
        return GeneratedValues.unit(name, Math.toIntExact(param.count()));
    }

    /** The next step, at a rate that falls. */
    void step() {
        try (Program.Results derivatives = derivatives()) {
            step(derivatives);
        }
    }

    private void step(Program.Results derivatives) {
        double rate = BASE_RATE * (1 - FALL * optimizer.steps());
        Engine.seeded(optimizer.steps(), () -> {
            optimizer.step(derivatives, rate);
            return null;
        });
    }

    /** The next step, which fails when the rule writes into what it is given. */
    void stepThatLeavesGradients() {
        try (Program.Results derivatives = derivatives()) {
            Map<Param, ByteBuffer> gradients = bytes(derivatives.gradients());
            Map<Param, ByteBuffer> hessian = bytes(derivatives.hessian());
            step(derivatives);
            assertSame("the gradients", ONLY_ITS_OWN, gradients, bytes(derivatives.gradients()));
            assertSame("the Hessian", ONLY_ITS_OWN, hessian, bytes(derivatives.hessian()));
        }
    }

    private Program.Results derivatives() {
        long step = optimizer.steps() + 1;
        Map<Param, DeviceTensor> gradients = new LinkedHashMap<>();
        Map<Param, DeviceTensor> hessian = new LinkedHashMap<>();
        for (Param param : parameters) {
            String name = step + "/" + shortName(param);
            DeviceTensor gradient = param.equals(IDLE)
                    ? DeviceTensor.zeros(ElementType.FLOAT32, param.shape())
                    : DeviceTensor.of(generated("g" + name, param), param.shape());
            gradients.put(param, gradient);
            if (optimizer.hessianSamples() > 0) {
                hessian.put(param, DeviceTensor.of(generated("h" + name, param), param.shape()));
            }
        }
        return new Program.Results(List.of(), gradients, hessian);
    }

    private static Map<Param, ByteBuffer> bytes(Map<Param, DeviceTensor> tensors) {
        Map<Param, ByteBuffer> bytes = new LinkedHashMap<>();
        tensors.forEach((param, tensor) -> bytes.put(param, tensor.bytes()));
        return bytes;
    }

    /** The parameters' values. */
    Map<Param, ByteBuffer> values() {
        Map<Param, ByteBuffer> values = new LinkedHashMap<>();
        parameters.forEach(param -> values.put(param, weights.get(param).bytes()));
        return values;
    }

    /** Another training that goes on from here with what a checkpoint keeps. */
    OptimizerTraining resumed(UpdateRule fresh) {
        OptimizerTraining resumed = new OptimizerTraining(fresh, parameters, execution, weights.copy());
        try {
            Path file = Files.createTempFile("optimizer", ".safetensors");
            try {
                SafetensorsWriter.write(file, optimizer.saved(), Map.of());
                resumed.optimizer.restore(SafetensorsReader.open(file), optimizer.steps());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return resumed;
    }

    void assertFinite() {
        for (Param param : parameters) {
            for (float value : weights.get(param).floats()) {
                assertTrue(
                        Float.isFinite(value),
                        () -> "after step " + optimizer.steps() + " a value of '" + param + "' is " + value
                                + "; divide by what cannot be 0, as in add(eps)");
            }
        }
    }

    void assertEqual(String what, OptimizerTraining other) {
        assertSame("after step " + optimizer.steps() + ", " + what, NO_FIELDS, values(), other.values());
    }

    private static void assertSame(
            String what, String remedy, Map<Param, ByteBuffer> expected, Map<Param, ByteBuffer> actual) {
        assertEquals(expected.keySet(), actual.keySet(), () -> what + ": the parameters");
        expected.forEach((param, bytes) -> {
            int first = bytes.mismatch(actual.get(param));
            if (first >= 0) {
                int index = first / Float.BYTES;
                fail(what + ": '" + param + "' differs at value " + index + ": "
                        + bytes.getFloat(index * Float.BYTES) + " and "
                        + actual.get(param).getFloat(index * Float.BYTES) + remedy);
            }
        });
    }

    @Override
    public void close() {
        optimizer.close();
        weights.close();
    }
}

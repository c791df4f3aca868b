package dev.jimm.app.model;

import ai.onnxruntime.OnnxTensor;
import dev.jimm.api.model.Model;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.app.onnx.OnnxSession;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.inference.TunedProgram;
import dev.jimm.core.inference.Tuning;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.onnx.OnnxExport;
import dev.jimm.core.onnx.OnnxOptions;
import dev.jimm.core.train.InputConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How fast a model answers in each way to run it, from normalised images (N, C, H, W) in float32 to logits in Java's memory. The ways take
 * turns, so that whatever else the machine does slows all of them down, and are compared within each round.
 */
final class InferenceSpeed implements AutoCloseable {
    private static final int WARM_UP = 3;
    private static final int LEAST_ROUNDS = 5;
    private static final double LEAST_SECONDS = 3;
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    /** A way to run a model. */
    enum Way {
        EAGER("eager"),
        TRACED("traced"),
        OPTIMISED("optimised"),
        OPTIMISED_BF16("optimised-bf16"),
        ONNX_RUNTIME("onnxruntime");

        private final String option;

        Way(String option) {
            this.option = option;
        }

        /** How it is called on the command line. */
        String option() {
            return option;
        }
    }

    private interface Run {
        void once();
    }

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<List<Double>> seconds = new ArrayList<>();
    private final int batch;
    private final ImageModel image;
    private final Preprocessing preprocessing;
    private final Weights weights;
    private final float[] pixels;
    private final long[] shape;

    InferenceSpeed(ImageModel image, int batch, List<Way> ways) {
        this.image = image;
        this.batch = batch;
        preprocessing = InputConfig.defaults().resolve(image);
        weights = Weights.initialised(image.structure().parameters(), 0, false);
        open.add(weights);
        shape = new long[] {batch, preprocessing.mean().size(), preprocessing.height(), preprocessing.width()};
        pixels = new float[Math.toIntExact(Shapes.count(shape))];
        SplittableRandom random = new SplittableRandom(0);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        try {
            for (Way way : ways) {
                add(way);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void add(Way way) {
        switch (way) {
            case EAGER -> addProgram("eager", Execution.EAGER);
            case TRACED -> addProgram("traced", Execution.TRACED);
            case OPTIMISED -> addOptimised("optimised", Precision.FP32);
            case OPTIMISED_BF16 -> addOptimised("optimised, bf16", Precision.BF16);
            case ONNX_RUNTIME -> addOnnx();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(0, resource); // to be closed before what it uses
        return resource;
    }

    private void add(String name, Run run) {
        names.add(name);
        runs.add(run);
        seconds.add(new ArrayList<>());
    }

    private List<Program.Input> inputs() {
        return List.of(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, shape[1], shape[2], shape[3]));
    }

    private Program.Body body(boolean channelsLast) {
        Model model = image.structure();
        return (given, values) -> {
            Tensor x = channelsLast ? given.get(0).channelsLast() : given.get(0);
            return List.of(InferenceModel.logits(model, x, values));
        };
    }

    private void addProgram(String name, Execution execution) {
        Program program = opened(Program.inference(execution, Precision.FP32, inputs(), body(false)));
        List<DeviceTensor> given = List.of(opened(DeviceTensor.of(pixels, shape)));
        add(name, () -> read(program.run(given, weights)));
    }

    private void addOptimised(String name, Precision precision) {
        List<DeviceTensor> given = List.of(opened(DeviceTensor.of(pixels, shape)));
        TunedProgram program =
                opened(TunedProgram.of(this::body, precision, inputs(), given, weights, new Tuning(batch, true)));
        add(name + " (" + program.variant() + ")", () -> read(program.run(given)));
    }

    private void addOnnx() {
        OnnxSession session = opened(onnxSession());
        OnnxTensor given = opened(session.images(pixels, shape));
        add(OnnxSession.version(), () -> session.run(given));
    }

    /** Of an export that is deleted again. */
    private OnnxSession onnxSession() {
        try {
            Path file = Files.createTempFile("jimm-benchmark", ".onnx");
            try {
                OnnxExport.write(file, image, weights, preprocessing, List.of(), OnnxOptions.DEFAULT);
                return new OnnxSession(file, Engine.threads());
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "the exported model cannot be kept: " + Reason.of(e), e);
        }
    }

    private static void read(Program.Results results) {
        try (results) {
            results.values().get(0).rows();
        }
    }

    /** Runs all ways in turn. */
    Table measure() {
        for (Run run : runs) {
            for (int i = 0; i < WARM_UP; i++) {
                run.once();
            }
        }
        long begin = System.nanoTime();
        while (seconds.get(0).size() < LEAST_ROUNDS
                || (System.nanoTime() - begin) / NANOS < LEAST_SECONDS * runs.size()) {
            for (int i = 0; i < runs.size(); i++) {
                long start = System.nanoTime();
                runs.get(i).once();
                seconds.get(i).add((System.nanoTime() - start) / NANOS);
            }
        }
        int last = runs.size() - 1;
        Table table = new Table("batch " + batch, "ms", "best ms", "images/s", last > 0 ? "ONNX Runtime = 1" : "ratio");
        for (int i = 0; i < runs.size(); i++) {
            double median = median(seconds.get(i));
            table.row(
                    names.get(i),
                    Text.format("%.2f", median * MILLIS),
                    Text.format("%.2f", Collections.min(seconds.get(i)) * MILLIS),
                    Text.format("%.1f", batch / median),
                    Text.format("%.2f", median(ratios(seconds.get(i), seconds.get(last)))));
        }
        return table;
    }

    private static List<Double> ratios(List<Double> times, List<Double> others) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            ratios.add(times.get(i) / others.get(i));
        }
        return ratios;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    @Override
    public void close() {
        for (AutoCloseable resource : open) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        open.clear();
    }
}

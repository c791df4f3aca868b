package dev.jimm.core.verify;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.ema.EmaConfig;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.gradient.GradientClip;
import dev.jimm.core.mix.BatchAugmentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The parts of a training step beside loss and optimizer: clipping of gradients, the decay of averages, mixed targets. */
final class TrainingPartsFixture implements FixtureKind {
    private static final double ABSOLUTE = 1e-7;
    private static final double RELATIVE = 1e-5;
    /** What generated gradients are multiplied by where a file does not say. */
    private static final double USUAL_SCALE = 3;

    private static final String DECAYS = "decays_for_step_";

    /** The tensors that references are made of, which the files name without their shapes. */
    private static final Map<String, long[]> SHAPES = shapes();

    private static Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("stem.weight", new long[] {4, 3, 3, 3});
        shapes.put("norm.weight", new long[] {4});
        shapes.put("norm.bias", new long[] {4});
        shapes.put("fc.weight", new long[] {5, 4});
        shapes.put("fc.bias", new long[] {5});
        shapes.put("pos_embed", new long[] {1, 3, 4});
        return shapes;
    }

    /** Those that run on the engine, once in each way. */
    private static final Map<String, Check> COMPUTED =
            Map.of("agc", TrainingPartsFixture::adaptive, "clip_norm", TrainingPartsFixture::norm);

    private static final Map<String, BiConsumer<Facts, Worst>> PLAIN =
            Map.of("ema_decay", TrainingPartsFixture::decay, "mixup_target", TrainingPartsFixture::mixed);

    @FunctionalInterface
    private interface Check {
        void of(Facts facts, Execution execution, Worst worst);
    }

    @Override
    public String description() {
        return "parts of training (a JSON object with 'agc', 'clip_norm', 'ema_decay' or 'mixup_target')";
    }

    @Override
    public boolean recognises(Facts first) {
        return Stream.concat(COMPUTED.keySet().stream(), PLAIN.keySet().stream())
                .anyMatch(first::has);
    }

    @Override
    public List<String> check(Iterator<Facts> records, VerifyOptions options, Consumer<Case> report) {
        List<String> left = new ArrayList<>();
        while (records.hasNext()) {
            Facts parts = records.next();
            parts.json().fieldNames().forEachRemaining(name -> {
                if (!options.wanted().test(name)) {
                    left.add(name);
                } else if (COMPUTED.containsKey(name)) {
                    options.executions().forEach(execution -> report.accept(check(name, parts.at(name), execution)));
                } else if (PLAIN.containsKey(name)) {
                    Worst worst = new Worst(ABSOLUTE, RELATIVE);
                    PLAIN.get(name).accept(parts.at(name), worst);
                    report.accept(worst.result(name));
                } else {
                    left.add(name);
                }
            });
        }
        return left.isEmpty() ? List.of() : List.of("not known or not asked for, not checked: " + left);
    }

    private static Case check(String name, Facts facts, Execution execution) {
        Worst worst = new Worst(ABSOLUTE, RELATIVE);
        COMPUTED.get(name).of(facts, execution, worst);
        return worst.result(name + " " + execution.name().toLowerCase(Locale.ROOT));
    }

    private static void adaptive(Facts facts, Execution execution, Worst worst) {
        double factor = facts.at("clip_factor").number();
        clip(facts, execution, worst, (weights, gradients) -> GradientClip.adaptive(weights, gradients, factor));
    }

    private static void norm(Facts facts, Execution execution, Worst worst) {
        double greatest = facts.at("max_norm").number();
        clip(facts, execution, worst, (weights, gradients) -> GradientClip.byNorm(gradients, greatest));
        if (facts.has("total_norm")) {
            worst.compare(
                    "the norm",
                    run(facts, execution, (weights, gradients) -> List.of(GradientClip.norm(gradients)))
                            .get(0),
                    List.of(facts.at("total_norm").number()));
        }
    }

    private static void clip(
            Facts facts, Execution execution, Worst worst, BiFunction<List<Tensor>, List<Tensor>, List<Tensor>> rule) {
        List<float[]> clipped = run(facts, execution, rule);
        Iterator<float[]> values = clipped.iterator();
        for (String name : names(facts)) {
            worst.compare(
                    "'" + name + "'", values.next(), facts.at("grads").at(name).numbers());
        }
    }

    private static List<String> names(Facts facts) {
        List<String> names = new ArrayList<>();
        facts.at("grads").json().fieldNames().forEachRemaining(names::add);
        if (!SHAPES.keySet().containsAll(names)) {
            throw facts.malformed("'grads' has tensors of unknown shape; known are " + SHAPES.keySet());
        }
        return names;
    }

    /** Runs a rule on the generated weights and gradients, in the order of {@link #names}. */
    private static List<float[]> run(
            Facts facts, Execution execution, BiFunction<List<Tensor>, List<Tensor>, List<Tensor>> rule) {
        double scale = facts.has("grad_scale") ? facts.at("grad_scale").number() : USUAL_SCALE;
        List<String> names = names(facts);
        List<DeviceTensor> inputs = new ArrayList<>();
        names.forEach(name -> inputs.add(generated("p/", name, 1)));
        names.forEach(name -> inputs.add(generated("g1/", name, scale)));
        List<Program.Input> declared = inputs.stream()
                .map(input -> new Program.Input(ElementType.FLOAT32, input.shape()))
                .toList();
        int count = names.size();
        try (Program program = Program.update(
                        execution,
                        declared,
                        (given, none) -> rule.apply(given.subList(0, count), given.subList(count, 2 * count)));
                Program.Results results = program.run(inputs, null)) {
            return results.values().stream().map(DeviceTensor::floats).toList();
        } finally {
            inputs.forEach(DeviceTensor::close);
        }
    }

    private static DeviceTensor generated(String prefix, String name, double scale) {
        long[] shape = SHAPES.get(name);
        float[] values = GeneratedValues.unit(
                prefix + name, Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact)));
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) scale;
        }
        return DeviceTensor.of(values, shape);
    }

    private static void decay(Facts facts, Worst worst) {
        EmaConfig config = new EmaConfig(
                facts.at("decay").number(),
                facts.at("use_warmup").json().asBoolean(),
                facts.at("gamma").number(),
                facts.at("power").number(),
                Math.toIntExact(facts.at("update_after_step").whole()));
        facts.json().fieldNames().forEachRemaining(field -> {
            if (field.startsWith(DECAYS)) {
                List<Double> decays = facts.at(field).numbers();
                long first = Long.parseLong(field.substring(DECAYS.length()).split("_")[0]);
                float[] actual = new float[decays.size()];
                for (int i = 0; i < actual.length; i++) {
                    actual[i] = (float) config.decayAt(first + i);
                }
                worst.compare("the decays", actual, decays);
            }
        });
    }

    private static void mixed(Facts facts, Worst worst) {
        int[][] labels = facts.at("labels").wholes().stream()
                .map(label -> new int[] {Math.toIntExact(label)})
                .toArray(int[][]::new);
        double[] shares = new double[labels.length];
        Arrays.fill(shares, facts.at("lam").number());
        int classes = Math.toIntExact(facts.at("num_classes").whole());
        float[] targets = new BatchAugmentation.Drawn(List.of(), shares)
                .targets(labels, classes, facts.at("smoothing").number());
        List<Facts> rows = facts.at("target").list();
        for (int row = 0; row < rows.size(); row++) {
            worst.compare(
                    "row " + row,
                    Arrays.copyOfRange(targets, row * classes, (row + 1) * classes),
                    rows.get(row).numbers());
        }
    }
}

package dev.jimm.core.verify;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.core.ema.EmaConfig;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.gradient.ClipConfig;
import dev.jimm.core.gradient.ClipConfig.Mode;
import dev.jimm.core.gradient.Gradients;
import dev.jimm.core.mix.BatchAugmentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The parts of a training step beside loss and optimizer: clipping of gradients, the decay of averages, mixed targets. */
final class TrainingPartsFixture implements FixtureKind {
    private static final double ABSOLUTE = 1e-7;
    private static final double RELATIVE = 1e-5;
    /** What generated gradients are multiplied by where a file does not say. */
    private static final double USUAL_SCALE = 3;

    private static final String DECAYS = "decays_for_step_";
    /** Of the first and of the last step. */
    private static final Pattern STEPS = Pattern.compile(DECAYS + "(\\d{1,9})_to_(\\d{1,9})");

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
    private static final Map<String, BiFunction<Facts, Execution, Worst>> COMPUTED =
            Map.of("agc", TrainingPartsFixture::adaptive, "clip_norm", TrainingPartsFixture::norm);

    private static final Map<String, BiFunction<String, Facts, Case>> PLAIN =
            Map.of("ema_decay", TrainingPartsFixture::decay, "mixup_target", TrainingPartsFixture::mixed);

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
                    report.accept(PLAIN.get(name).apply(name, parts.at(name)));
                } else {
                    left.add(name);
                }
            });
        }
        return left.isEmpty() ? List.of() : List.of("not known or not asked for, not checked: " + left);
    }

    private static Case check(String name, Facts facts, Execution execution) {
        String title = name + " " + execution.name().toLowerCase(Locale.ROOT);
        try {
            return COMPUTED.get(name).apply(facts, execution).result(title);
        } catch (IllegalArgumentException e) {
            return new Case(title, false, e.getMessage());
        }
    }

    private static Worst adaptive(Facts facts, Execution execution) {
        Worst worst = new Worst(ABSOLUTE, RELATIVE);
        clip(facts, new ClipConfig(Mode.AGC, facts.at("clip_factor").number()), execution, worst);
        return worst;
    }

    private static Worst norm(Facts facts, Execution execution) {
        Worst worst = new Worst(ABSOLUTE, RELATIVE);
        List<Double> expected = List.of(facts.at("total_norm").number());
        double norm = clip(facts, new ClipConfig(Mode.NORM, facts.at("max_norm").number()), execution, worst);
        worst.compare("the norm", new float[] {(float) norm}, expected);
        return worst;
    }

    /**
     * Clips generated gradients as a training does.
     *
     * @return their norm before
     */
    private static double clip(Facts facts, ClipConfig config, Execution execution, Worst worst) {
        double scale = facts.has("grad_scale") ? facts.at("grad_scale").number() : USUAL_SCALE;
        ParamTable table = table(facts);
        Map<Param, DeviceTensor> tensors = new LinkedHashMap<>();
        try (Weights weights = Weights.of(table, param -> generated("p/", param, 1), false);
                Gradients gradients = new Gradients(table.all(), weights, config, Set.of(), false, execution)) {
            table.all()
                    .forEach(param ->
                            tensors.put(param, DeviceTensor.of(generated("g1/", param, scale), param.shape())));
            double norm = gradients.finish(tensors, 1);
            tensors.forEach((param, tensor) -> worst.compare(
                    "'" + param.name() + "'",
                    tensor.floats(),
                    facts.at("grads").at(param.name()).numbers()));
            return norm;
        } finally {
            tensors.values().forEach(DeviceTensor::close);
        }
    }

    private static ParamTable table(Facts facts) {
        ParamTable table = new ParamTable();
        facts.at("grads").json().fieldNames().forEachRemaining(name -> {
            if (!SHAPES.containsKey(name)) {
                throw facts.malformed(
                        "'grads' has '" + name + "', whose shape is unknown; known are those of " + SHAPES.keySet());
            }
            table.root().weight(name, Init.ZEROS, SHAPES.get(name));
        });
        if (table.all().isEmpty()) {
            throw facts.malformed("'grads' should have tensors and has none");
        }
        return table;
    }

    private static float[] generated(String prefix, Param param, double scale) {
        float[] values = GeneratedValues.unit(prefix + param.name(), Math.toIntExact(param.count()));
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) scale;
        }
        return values;
    }

    private static Case decay(String name, Facts facts) {
        EmaConfig config;
        try {
            config = new EmaConfig(
                    facts.at("decay").number(),
                    facts.at("use_warmup").truth(),
                    facts.at("gamma").number(),
                    facts.at("power").number(),
                    facts.at("update_after_step").whole(0, Integer.MAX_VALUE));
        } catch (IllegalArgumentException e) {
            return new Case(name, false, e.getMessage());
        }
        Differences differences = new Differences();
        int compared = 0;
        for (String field : (Iterable<String>) facts.json()::fieldNames) {
            if (field.startsWith(DECAYS)) {
                compared += decays(config, facts, field, differences);
            }
        }
        if (compared == 0) {
            throw facts.malformed("'" + name + "' should have '" + DECAYS + "0_to_9' or the like, with numbers");
        }
        String passed = compared + " decays, all to 8 digits";
        return new Case(name, differences.isEmpty(), differences.isEmpty() ? passed : differences.toString());
    }

    /** @return how many there are */
    private static int decays(EmaConfig config, Facts facts, String field, Differences differences) {
        Matcher steps = STEPS.matcher(field);
        List<Double> decays = facts.at(field).numbers();
        if (!steps.matches()) {
            throw facts.malformed("'" + field + "' should be '" + DECAYS + "FIRST_to_LAST'");
        }
        long first = Long.parseLong(steps.group(1));
        long count = Long.parseLong(steps.group(2)) - first + 1;
        if (decays.size() != count) {
            throw facts.malformed("'" + field + "' should have " + count + " numbers, has " + decays.size());
        }
        for (int i = 0; i < count; i++) {
            double actual = config.decayAt(first + i);
            if (!SchedulerFixture.sameInDigits(actual, decays.get(i))) {
                differences.add(
                        "decay",
                        String.format(
                                Locale.ROOT,
                                "the decay of step %d is %.10g, the reference says %s",
                                first + i,
                                actual,
                                decays.get(i)));
            }
        }
        return decays.size();
    }

    private static Case mixed(String name, Facts facts) {
        int classes = facts.at("num_classes").whole(1, Integer.MAX_VALUE);
        int[][] labels = facts.at("labels").list().stream()
                .map(label -> new int[] {label.whole(0, classes - 1)})
                .toArray(int[][]::new);
        List<List<Double>> rows =
                facts.at("target").list().stream().map(Facts::numbers).toList();
        // before anything of that size is made
        if (rows.isEmpty() || rows.size() != labels.length || rows.stream().anyMatch(row -> row.size() != classes)) {
            throw facts.malformed("'target' should have a row of " + classes + " numbers for each of the "
                    + labels.length + " 'labels'");
        }
        double[] shares = new double[labels.length];
        Arrays.fill(shares, facts.at("lam").number());
        float[] targets = new BatchAugmentation.Drawn(List.of(), shares)
                .targets(labels, classes, facts.at("smoothing").number());
        Worst worst = new Worst(ABSOLUTE, RELATIVE);
        for (int row = 0; row < rows.size(); row++) {
            worst.compare("row " + row, Arrays.copyOfRange(targets, row * classes, (row + 1) * classes), rows.get(row));
        }
        return worst.result(name);
    }
}

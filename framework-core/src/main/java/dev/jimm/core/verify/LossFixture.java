package dev.jimm.core.verify;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.loss.Loss;
import dev.jimm.core.loss.LossConfig;
import dev.jimm.core.loss.Losses;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Losses and their gradients on generated logits. One case a run and way of running. */
final class LossFixture implements FixtureKind {
    private static final Map<String, LossConfig.Name> LOSSES = Map.of(
            "label_smoothing_ce", LossConfig.Name.CROSS_ENTROPY,
            "soft_target_ce", LossConfig.Name.CROSS_ENTROPY,
            "bce", LossConfig.Name.BCE,
            "jsd_ce", LossConfig.Name.JSD,
            "asymmetric_single_label", LossConfig.Name.ASYMMETRIC_SINGLE_LABEL,
            "asymmetric_multi_label", LossConfig.Name.ASYMMETRIC_MULTI_LABEL);

    /** The options whose names differ from those of timm's arguments. */
    private static final Map<String, String> NAMES = Map.of(
            "pos-weight", "positive-weights",
            "gamma-pos", "gamma-positive",
            "gamma-neg", "gamma-negative",
            "eps", "epsilon");

    private static final String TARGET = "target";
    private static final String SPLITS = "num-splits";
    private static final String SMOOTHING = "smoothing";
    /** What turns it off in timm is {@code null}, which here asks for the usual value. */
    private static final String CLIP = "clip";

    private static final String POSITIVE_WEIGHTS = "positive-weights";
    private static final Set<LossConfig.Name> SMOOTHED =
            Set.of(LossConfig.Name.CROSS_ENTROPY, LossConfig.Name.BCE, LossConfig.Name.JSD);
    /** What those take where the arguments do not say. */
    private static final double USUAL_SMOOTHING = 0.1;
    /** What jsd takes where the arguments do not say. */
    private static final int USUAL_SPLITS = 3;

    private static final double ABSOLUTE = 1e-6;
    private static final double RELATIVE = 1e-5;

    @Override
    public String description() {
        return "losses (a JSON object with 'runs' that have 'loss', 'value' and 'grad')";
    }

    @Override
    public boolean recognises(Facts first) {
        return first.has("runs") && first.at("runs").at(0).has("loss");
    }

    @Override
    public List<String> check(Iterator<Facts> records, VerifyOptions options, Consumer<Case> report) {
        Predicate<String> wanted = options.wanted();
        int left = 0;
        while (records.hasNext()) {
            for (Facts run : records.next().at("runs").list()) {
                if (wanted.test(run.at("loss").text())) {
                    options.executions().forEach(execution -> report.accept(check(run, execution)));
                } else {
                    left++;
                }
            }
        }
        return left == 0
                ? List.of()
                : List.of("runs of losses that do not match '" + options.names() + "', not checked: " + left);
    }

    private static Case check(Facts run, Execution execution) {
        String name = run.at("loss").text() + " " + run.at("args").json() + " "
                + execution.name().toLowerCase(Locale.ROOT);
        LossConfig.Name known = LOSSES.get(run.at("loss").text());
        if (known == null) {
            return new Case(name, false, "no such loss is known, only " + new TreeSet<>(LOSSES.keySet()));
        }
        try {
            return check(name, run, known, execution);
        } catch (JimmException e) {
            if (e.category() == Category.DATA) {
                throw e;
            }
            return new Case(name, false, e.getMessage());
        } catch (IllegalArgumentException | ConfigException e) {
            // arguments of a type, or together of a kind, that the loss does not take
            return new Case(name, false, "the arguments do not fit: " + e.getMessage());
        }
    }

    private static Case check(String name, Facts run, LossConfig.Name known, Execution execution) {
        LossTargets targets = LossTargets.named(run.at("args").at(TARGET));
        List<Double> value = List.of(run.at("value").number());
        List<Double> gradient = run.at("grad").numbers();
        if (gradient.size() != LossTargets.ROWS * LossTargets.CLASSES) {
            throw run.malformed("'grad' should have " + LossTargets.ROWS + " x " + LossTargets.CLASSES
                    + " numbers, has " + gradient.size());
        }
        Config arguments = OptionFacts.config(run.at("args"));
        LossConfig config = OptionFacts.bind(options(known, arguments), LossConfig.of(known, 0));
        int weights = config.positiveWeights().size();
        if (weights > 1 && weights != LossTargets.CLASSES) {
            throw run.malformed("'pos_weight' should be one number or " + LossTargets.CLASSES + ", has " + weights);
        }
        Loss loss = Losses.create(config, splits(run.at("args")));
        if (loss.takesIndices(true) && !targets.areIndices()) {
            return new Case(name, false, known + " takes one class a sample as its target");
        }
        ParamTable table = new ParamTable();
        Param logits = table.root().weight("logits", Init.ZEROS, LossTargets.ROWS, LossTargets.CLASSES);
        boolean indices = loss.takesIndices(!targets.areIndices());
        Worst worst = new Worst(ABSOLUTE, RELATIVE);
        try (Weights given = Weights.of(table, param -> generatedLogits(), false);
                DeviceTensor target = targets.tensor(indices, config.smoothing());
                Program program = Program.gradients(
                        execution,
                        Precision.FP32,
                        List.of(new Program.Input(target.type(), target.shape())),
                        (inputs, parameters) -> List.of(loss.of(parameters.apply(logits), inputs.get(0))),
                        param -> true);
                Program.Results results = program.run(List.of(target), given)) {
            worst.compare("the value", results.values().get(0).floats(), value);
            worst.compare("the gradient", results.gradients().get(logits).floats(), gradient);
        }
        return worst.result(name);
    }

    private static int splits(Facts arguments) {
        if (!arguments.has("num_splits")) {
            return USUAL_SPLITS;
        }
        int splits = arguments.at("num_splits").whole(2, LossTargets.ROWS);
        if (LossTargets.ROWS % splits != 0) {
            throw arguments.malformed(LossTargets.ROWS + " samples do not divide into " + splits + " splits");
        }
        return splits;
    }

    private static float[] generatedLogits() {
        float[] values = GeneratedValues.unit("logits", LossTargets.ROWS * LossTargets.CLASSES);
        for (int i = 0; i < values.length; i++) {
            values[i] *= 3;
        }
        return values;
    }

    /** The arguments under the names that the options have here. */
    private static Config options(LossConfig.Name loss, Config arguments) {
        Config options = arguments.withoutPath(TARGET).withoutPath(SPLITS);
        for (Map.Entry<String, String> renamed : NAMES.entrySet()) {
            options = OptionFacts.rename(options, renamed.getKey(), renamed.getValue());
        }
        if (options.hasPathOrNull(CLIP) && !options.hasPath(CLIP)) {
            options = options.withValue(CLIP, OptionFacts.value(0));
        }
        if (options.hasPath(POSITIVE_WEIGHTS)) {
            options = options.withValue(POSITIVE_WEIGHTS, OptionFacts.list(options.getValue(POSITIVE_WEIGHTS)));
        }
        return SMOOTHED.contains(loss) && !options.hasPath(SMOOTHING)
                ? options.withValue(SMOOTHING, OptionFacts.value(USUAL_SMOOTHING))
                : options;
    }
}

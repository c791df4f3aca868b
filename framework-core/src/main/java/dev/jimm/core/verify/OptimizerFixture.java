package dev.jimm.core.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.optimizer.Lookahead;
import dev.jimm.core.optimizer.Optimizer;
import dev.jimm.core.optimizer.TrainedParameter;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Optimizers at work on a few small tensors with generated gradients: the tensors after some of the steps. One case a run and way of
 * running.
 */
final class OptimizerFixture implements FixtureKind {
    private static final String RATE = "lr";
    private static final String DECAY = "weight-decay";
    /** timm hands it to every optimizer, and drops it where there is none. */
    private static final String MOMENTUM = "momentum";

    /** The options whose names differ from those of timm's arguments. */
    private static final Map<String, String> NAMES = Map.of(
            "corrected-weight-decay", "corrected-decay",
            "decoupled", "decoupled-decay",
            "decoupled-weight-decay", "decoupled-decay",
            "schedule-decay", "momentum-decay",
            "lr-1d-factor", "lr1d-factor",
            "betas-1d", "betas1d",
            "optimize-1d", "optimize1d");

    private static final double ABSOLUTE = 2e-6;
    private static final double RELATIVE = 2e-5;
    /** What rules that draw begin with. */
    private static final long SEED = 0;

    private final ProviderCatalogue providers;

    OptimizerFixture(ProviderCatalogue providers) {
        this.providers = providers;
    }

    @Override
    public String description() {
        return "optimizers (JSON lines: 'shapes', then runs with 'opt' and 'trajectory')";
    }

    @Override
    public boolean recognises(Facts first) {
        return first.has("shapes");
    }

    @Override
    public List<String> check(Iterator<Facts> records, VerifyOptions options, Consumer<Case> report) {
        ParamTable table = table(records.next().at("shapes"));
        Predicate<String> wanted = options.wanted();
        int left = 0;
        while (records.hasNext()) {
            Facts run = records.next();
            if (wanted.test(run.at("opt").text())) {
                options.executions().forEach(execution -> report.accept(check(run, table, execution)));
            } else {
                left++;
            }
        }
        return left == 0
                ? List.of()
                : List.of("runs of optimizers that do not match '" + options.names() + "', not checked: " + left);
    }

    private static ParamTable table(Facts shapes) {
        ParamTable table = new ParamTable();
        for (Map.Entry<String, JsonNode> entry : shapes.json().properties()) {
            long[] shape = shapes.at(entry.getKey()).wholes().stream()
                    .mapToLong(Long::longValue)
                    .toArray();
            table.root().weight(entry.getKey(), Init.ZEROS, shape);
        }
        return table;
    }

    private Case check(Facts run, ParamTable table, Execution execution) {
        String name = run.at("opt").text() + " " + run.at("args").json() + " "
                + execution.name().toLowerCase(Locale.ROOT);
        try {
            Config arguments = OptionFacts.config(run.at("args"));
            for (Map.Entry<String, String> renamed : NAMES.entrySet()) {
                arguments = OptionFacts.rename(arguments, renamed.getKey(), renamed.getValue());
            }
            UpdateRule rule = rule(run.at("opt").text(), arguments);
            return Engine.seeded(SEED, () -> check(name, rule, run, table, execution));
        } catch (JimmException e) {
            if (e.category() == Category.DATA) {
                throw e;
            }
            return new Case(name, false, e.getMessage());
        } catch (RuntimeException e) {
            // a plugin's rule may fail in any way, and the others are to be checked all the same
            return new Case(name, false, "the rule failed: " + e);
        }
    }

    private UpdateRule rule(String name, Config arguments) {
        String base = Lookahead.base(name);
        UpdateRule rule = rule(providers.find(ProviderKind.OPTIMIZER, base).provider(), base, arguments);
        return base.equals(name) ? rule : new Lookahead(rule, Lookahead.Options.defaults());
    }

    private static <C extends Record> UpdateRule rule(OptimizerProvider<C> provider, String name, Config arguments) {
        C defaults = provider.defaults(name);
        Config own = arguments.withoutPath(RATE).withoutPath(DECAY);
        boolean accelerated = ConfigTree.keys(defaults.getClass()).contains(MOMENTUM);
        return provider.rule(name, OptionFacts.bind(accelerated ? own : own.withoutPath(MOMENTUM), defaults));
    }

    private static Case check(String name, UpdateRule rule, Facts run, ParamTable table, Execution execution) {
        double rate = run.at("args").at("lr").number();
        double decay = run.at("args").at("weight_decay").number();
        List<TrainedParameter> trained = table.all().stream()
                .map(param -> new TrainedParameter(param, "all", 1, decay))
                .toList();
        if (rule.hessianSamples(rule.phase(1)) > 0) {
            return new Case(name, false, "the rule needs the curvature, which such a file does not have");
        }
        Worst worst = new Worst(ABSOLUTE, RELATIVE);
        try (Weights weights = Weights.of(table, param -> generated("p/", param), false);
                Optimizer optimizer = new Optimizer(rule, rate, trained, weights, execution)) {
            for (Facts state : run.at("trajectory").list()) {
                while (optimizer.steps() < state.at("step").whole()) {
                    step(optimizer, table, rate);
                }
                for (Param param : table.all()) {
                    worst.compare(
                            "step " + optimizer.steps() + " '" + param.name() + "'",
                            weights.get(param).floats(),
                            state.at("params").at(param.name()).numbers());
                }
            }
        }
        return worst.result(name);
    }

    private static float[] generated(String prefix, Param param) {
        return GeneratedValues.unit(prefix + param.name(), Math.toIntExact(param.count()));
    }

    private static void step(Optimizer optimizer, ParamTable table, double rate) {
        Map<Param, DeviceTensor> gradients = new LinkedHashMap<>();
        String prefix = "g" + (optimizer.steps() + 1) + "/";
        table.all().forEach(param -> gradients.put(param, DeviceTensor.of(generated(prefix, param), param.shape())));
        try (Program.Results derivatives = new Program.Results(List.of(), gradients, Map.of())) {
            optimizer.step(derivatives, rate);
        }
    }
}

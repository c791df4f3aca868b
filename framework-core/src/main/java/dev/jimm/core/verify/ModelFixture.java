package dev.jimm.core.verify;

import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.verify.ModelFacts.OutputFacts;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Architectures, one a line. There is one case for each way of running its forward pass; an architecture without reference outputs, or
 * that no plugin provides, is one case.
 */
final class ModelFixture implements FixtureKind {
    /** Above it, comparing the initial values takes seconds and more. */
    private static final long LARGE = 130_000_000;

    private final ModelCatalogue models;

    ModelFixture(ModelCatalogue models) {
        this.models = models;
    }

    @Override
    public String description() {
        return "architectures (JSON lines with 'arch' and 'params')";
    }

    @Override
    public boolean recognises(Facts first) {
        return first.has("arch") && first.has("params");
    }

    @Override
    public List<String> check(Iterator<Facts> records, VerifyOptions options, Consumer<Case> report) {
        Predicate<String> wanted = options.wanted();
        int left = 0;
        while (records.hasNext()) {
            Facts record = records.next();
            if (wanted.test(record.at("arch").text())) {
                check(ModelFacts.of(record), options, report);
            } else {
                left++;
            }
        }
        return left == 0
                ? List.of()
                : List.of("architectures that do not match '" + options.names() + "', not checked: " + left);
    }

    private void check(ModelFacts reference, VerifyOptions options, Consumer<Case> report) {
        String name = reference.architecture();
        Model model;
        try {
            model = models.create(name).structure();
        } catch (JimmException | IllegalArgumentException e) {
            report.accept(new Case(name, false, e.getMessage()));
            return;
        }
        Differences structure = new Differences();
        StructureCheck.check(reference, model, structure);
        boolean initialValues = reference.parameterCount() <= LARGE;
        if (initialValues) {
            InitialValuesCheck.check(reference, model, structure);
        }
        String passed = reference.parameterCount() + " parameters"
                + (initialValues ? "" : ", initial values not checked (more than 130 million)");
        if (reference.outputs() == null) {
            report.accept(result(name, structure, passed + ", no reference outputs"));
        } else {
            outputs(reference, model, options.executions(), structure, passed, report);
        }
    }

    private static void outputs(
            ModelFacts reference,
            Model model,
            List<Execution> executions,
            Differences structure,
            String passed,
            Consumer<Case> report) {
        try (GeneratedModel generated = new GeneratedModel(model)) {
            for (Execution execution : executions) {
                Differences differences = new Differences();
                differences.addAll(structure);
                double worst = outputs(reference.outputs(), generated, execution, differences);
                String name = reference.architecture() + " " + execution.name().toLowerCase(Locale.ROOT);
                String detail = String.format(Locale.ROOT, "%s, outputs within %.1e", passed, worst);
                report.accept(result(name, differences, detail));
            }
        }
    }

    private static double outputs(
            OutputFacts reference, GeneratedModel generated, Execution execution, Differences differences) {
        Set<String> taps = reference.featureInfo().orElse(List.of()).stream()
                .map(FeatureInfo::module)
                .collect(Collectors.toSet());
        try {
            return OutputCheck.check(reference, generated.outputs(execution, taps, reference.input()), differences);
        } catch (RuntimeException e) {
            // a plugin's forward pass may fail in any way, and the other architectures are to be checked all the same
            differences.add("forward", "the forward pass failed: " + e);
            return Double.NaN;
        }
    }

    private static Case result(String name, Differences differences, String passed) {
        return new Case(name, differences.isEmpty(), differences.isEmpty() ? passed : differences.toString());
    }
}

package dev.jimm.app.train;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.optimizer.TrainedParameter;
import dev.jimm.core.train.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How each parameter of a run's model is trained. */
final class ParameterTable {
    private static final int CLASSES = 2;

    private final List<Param> weights;
    /** The same of a model with one class more, in which the sizes that depend on the data differ. */
    private final List<Param> others;

    private final ParameterGroups groups;
    private final double rate;

    ParameterTable(RunPlan plan, ModelCatalogue models) {
        ModelConfig model = plan.config().model();
        Model structure = models.create(model, CLASSES).structure();
        groups = ParameterGroups.of(plan.optimizer(), structure);
        weights = structure.parameters().weights();
        others = models.create(model, CLASSES + 1).structure().parameters().weights();
        rate = plan.rate();
    }

    List<String> lines() {
        Map<Param, TrainedParameter> trained =
                groups.trained().stream().collect(Collectors.toMap(TrainedParameter::param, Function.identity()));
        Table table = new Table("parameter", "shape", "group", "rate", "decay");
        for (int i = 0; i < weights.size(); i++) {
            Param weight = weights.get(i);
            TrainedParameter parameter = trained.get(weight);
            if (parameter == null) {
                table.row(weight.name(), shape(i), groups.frozen().get(weight), "-", "-");
            } else {
                table.row(
                        weight.name(),
                        shape(i),
                        parameter.group(),
                        Text.format("%.4g", rate * parameter.rateScale()),
                        parameter.weightDecay());
            }
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.add(Text.count(trained.size(), "tensor") + " trained, "
                + groups.frozen().size() + " frozen; the rates are those before the schedule");
        return lines;
    }

    private String shape(int index) {
        long[] shape = weights.get(index).shape();
        long[] other = others.get(index).shape();
        List<String> sizes = new ArrayList<>();
        for (int axis = 0; axis < shape.length; axis++) {
            sizes.add(shape[axis] == other[axis] ? String.valueOf(shape[axis]) : "classes");
        }
        return sizes.isEmpty() ? "number" : String.join(" x ", sizes);
    }
}

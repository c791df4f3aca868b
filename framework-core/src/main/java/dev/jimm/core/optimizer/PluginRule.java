package dev.jimm.core.optimizer;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.Provided;
import java.util.List;
import java.util.function.Supplier;

/**
 * A rule of a plugin, whose mistakes are told as the plugin's.
 *
 * @param name of the rule
 * @param origin of the plugin
 */
public record PluginRule(UpdateRule rule, String name, String origin) implements UpdateRule {
    @Override
    public List<StateTensor> state(Param parameter) {
        return forParameter(parameter, () -> rule.state(parameter));
    }

    @Override
    public void update(ParameterUpdate update) {
        forParameter(update.parameter(), () -> {
            rule.update(update);
            return true;
        });
    }

    private <T> T forParameter(Param parameter, Supplier<T> call) {
        String what = "optimizer '" + name + "' at the parameter '" + parameter.name() + "' "
                + Shapes.text(parameter.shape());
        try {
            return Provided.guarded(origin, what, call);
        } catch (IllegalArgumentException e) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    what + ": " + e.getMessage() + "; change its options, or choose another optimizer",
                    e);
        }
    }

    @Override
    public int phase(long step) {
        int phase = Provided.guarded(origin, "the phase of optimizer '" + name + "'", () -> rule.phase(step));
        if (phase < 0 || phase >= PHASES) {
            throw Provided.failure(
                    origin,
                    "the phase of optimizer '" + name + "' at step " + step + " must be from 0 to " + (PHASES - 1)
                            + ", is " + phase,
                    null);
        }
        return phase;
    }

    @Override
    public int hessianSamples(int phase) {
        return Provided.guarded(origin, "optimizer '" + name + "'", () -> rule.hessianSamples(phase));
    }
}

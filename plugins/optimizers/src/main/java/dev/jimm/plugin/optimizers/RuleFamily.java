package dev.jimm.plugin.optimizers;

import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The optimizers that share one update rule: a name is nothing but other defaults of the rule's options. A member is
 * one file: the options, which check themselves, and the rule.
 */
abstract class RuleFamily<C extends Record> implements OptimizerProvider<C> {
    private final Map<String, C> defaults;
    private final Function<C, UpdateRule> rule;

    RuleFamily(Map<String, C> defaults, Function<C, UpdateRule> rule) {
        this.defaults = Map.copyOf(defaults);
        this.rule = rule;
    }

    @Override
    public final Set<String> names() {
        return defaults.keySet();
    }

    @Override
    public final C defaults(String name) {
        C found = defaults.get(name);
        if (found == null) {
            throw new IllegalArgumentException("name must be one of " + String.join(", ", new TreeSet<>(names()))
                    + " for " + getClass().getName() + ", is " + name);
        }
        return found;
    }

    @Override
    public final UpdateRule rule(String name, C options) {
        defaults(name); // refuses a name of somebody else's
        return rule.apply(options);
    }
}

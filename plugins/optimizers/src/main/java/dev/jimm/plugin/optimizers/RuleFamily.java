package dev.jimm.plugin.optimizers;

import dev.jimm.api.Description;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The optimizers that share one update rule: a name is nothing but other defaults of the rule's options. A member is
 * one file: the options, which check themselves, and the rule.
 */
abstract class RuleFamily<C extends Record> implements OptimizerProvider<C> {
    /**
     * A name of the family.
     *
     * @param summary as in {@link Description}
     * @param papers of what it has beyond the family
     */
    record Member<C>(String name, C defaults, String summary, List<String> papers) {}

    private final Map<String, Member<C>> members = new TreeMap<>();
    private final Function<C, UpdateRule> rule;
    private final List<String> papers;

    /** @param papers as in {@link Description}, of all members */
    RuleFamily(Function<C, UpdateRule> rule, List<Member<C>> members, String... papers) {
        this.rule = rule;
        members.forEach(member -> this.members.put(member.name(), member));
        this.papers = List.of(papers);
    }

    static <C> Member<C> member(String name, C defaults, String summary, String... papers) {
        return new Member<>(name, defaults, summary, List.of(papers));
    }

    @Override
    public final Set<String> names() {
        return Set.copyOf(members.keySet());
    }

    @Override
    public final C defaults(String name) {
        return member(name).defaults();
    }

    @Override
    public final Description describe(String name) {
        Member<C> member = member(name);
        return new Description(
                member.summary(),
                Stream.concat(papers.stream(), member.papers().stream()).toList());
    }

    private Member<C> member(String name) {
        Member<C> found = members.get(name);
        if (found == null) {
            throw new IllegalArgumentException("name must be one of " + String.join(", ", members.keySet()) + " for "
                    + getClass().getName() + ", is " + name);
        }
        return found;
    }

    @Override
    public final UpdateRule rule(String name, C options) {
        member(name); // refuses a name of somebody else's
        return rule.apply(options);
    }
}

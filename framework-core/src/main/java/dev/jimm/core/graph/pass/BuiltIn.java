package dev.jimm.core.graph.pass;

import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Ops;
import dev.jimm.core.graph.Graph;
import java.util.Set;

/** Calls by the names of the catalogue's operators. An operator of a plugin may have such a name and be another one. */
public final class BuiltIn {
    private static final Set<Op> ALL = Set.copyOf(Ops.all());

    private BuiltIn() {}

    /** Whether there is a call, and it is of the built-in operator of that name. */
    public static boolean is(Graph.Node node, String name) {
        return node != null && node.op().name().equals(name) && ALL.contains(node.op());
    }
}

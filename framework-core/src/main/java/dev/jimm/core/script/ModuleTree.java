package dev.jimm.core.script;

import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The scopes of a model's tensors as TorchScript modules: a class for each, whose attributes are its tensors and the scopes within it.
 * So the tensors of a loaded archive have the names of the state dict.
 */
final class ModuleTree {
    /** A scope. */
    static final class Scope {
        private final String className;
        private final Map<String, Scope> scopes = new LinkedHashMap<>();
        private final Map<String, Param> tensors = new LinkedHashMap<>();

        private Scope(String className) {
            this.className = className;
        }

        String className() {
            return className;
        }

        Map<String, Scope> scopes() {
            return scopes;
        }

        Map<String, Param> tensors() {
            return tensors;
        }

        /** The names of the tensors that are trained, or of the others. */
        private List<String> names(boolean trained) {
            return tensors.keySet().stream()
                    .filter(name -> isTrained(tensors.get(name)) == trained)
                    .toList();
        }
    }

    private static final String ROOT = "Model";

    private final String module;
    private final Scope root = new Scope(ROOT);
    private final List<Scope> all = new ArrayList<>(List.of(root));
    private final Set<String> classNames = new HashSet<>(Set.of(ROOT));

    /** @param module the Python module that the classes are in */
    ModuleTree(String module, ParamTable table) {
        this.module = module;
        for (Param param : table.all()) {
            String[] path = param.name().split("\\.");
            Scope scope = root;
            for (int i = 0; i < path.length - 1; i++) {
                Scope outer = scope;
                scope = outer.scopes.computeIfAbsent(path[i], name -> scope(outer.className + "_" + name));
            }
            scope.tensors.put(path[path.length - 1], param);
        }
    }

    private Scope scope(String path) {
        String wanted = path.replaceAll("\\W", "_");
        String name = wanted;
        for (int number = 2; !classNames.add(name); number++) {
            name = wanted + "__" + number;
        }
        Scope scope = new Scope(name);
        all.add(scope);
        return scope;
    }

    /** Whether gradients may flow to a tensor. */
    static boolean isTrained(Param param) {
        return param.target().kind() == Param.Kind.WEIGHT;
    }

    Scope root() {
        return root;
    }

    String module() {
        return module;
    }

    /** The full name of a scope's class. */
    String type(Scope scope) {
        return module + "." + scope.className;
    }

    /**
     * The source of all classes, in the syntax of serialized TorchScript.
     *
     * @param methods of the root
     */
    String source(String methods) {
        return all.stream()
                .map(scope -> declaration(scope) + (scope == root ? methods : ""))
                .collect(Collectors.joining());
    }

    /** Attributes are declared by text, because not all of their names are names in Python, such as 0. */
    private String declaration(Scope scope) {
        StringBuilder lines = new StringBuilder("class " + scope.className + "(Module):\n");
        lines.append("  __parameters__ = ").append(list(scope.names(true)));
        lines.append("  __buffers__ = ").append(list(scope.names(false)));
        lines.append("  training : bool\n");
        scope.tensors.keySet().forEach(name -> lines.append(attribute(name, "Tensor")));
        scope.scopes.forEach((name, inner) -> lines.append(attribute(name, type(inner))));
        return lines.toString();
    }

    private static String list(List<String> names) {
        return names.stream().map(name -> "\"" + name + "\", ").collect(Collectors.joining("", "[", "]\n"));
    }

    private static String attribute(String name, String type) {
        return "  __annotations__[\"" + name + "\"] = " + type + "\n";
    }
}

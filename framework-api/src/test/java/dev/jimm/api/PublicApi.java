package dev.jimm.api;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public API as lines of text, a type's own below its name. */
final class PublicApi {
    private static final int VISIBLE = Modifier.PUBLIC | Modifier.PROTECTED;
    private static final int SHOWN = VISIBLE | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;

    private PublicApi() {}

    /** The lines of every type below a folder of classes that a plugin can name, by the type's name. */
    static Map<String, List<String>> in(Path classes) throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        for (Class<?> type : types(classes)) {
            if (isVisible(type)) {
                found.put(type.getCanonicalName(), lines(type));
            }
        }
        return found;
    }

    /** All types below a folder of classes, those without a name of their own left out. */
    static List<Class<?>> types(Path classes) throws IOException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.sorted().toList()) {
                String name = classes.relativize(file).toString().replaceAll("[/\\\\]", ".");
                if (name.endsWith(".class") && !name.endsWith("-info.class")) {
                    types.add(load(name.substring(0, name.length() - ".class".length())));
                }
            }
        }
        types.removeIf(type -> type.getCanonicalName() == null);
        return types;
    }

    /** The lines of one type: status, kind, what it extends, and each member that a plugin can use or must implement. */
    static List<String> lines(Class<?> type) {
        List<String> lines = new ArrayList<>();
        lines.add(status(type));
        lines.add(modifiers(type.getModifiers(), type.isInterface() ? Modifier.ABSTRACT : 0)
                + kind(type)
                + parameters(type.getTypeParameters()));
        if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
            lines.add("extends " + name(type.getGenericSuperclass()));
        }
        Stream.of(type.getGenericInterfaces())
                .map(PublicApi::name)
                .sorted()
                .forEach(it -> lines.add("implements " + it));
        if (type.isSealed()) {
            Stream.of(type.getPermittedSubclasses())
                    .map(PublicApi::name)
                    .sorted()
                    .forEach(it -> lines.add("permits " + it));
        }
        lines.addAll(members(type));
        return lines;
    }

    private static TreeSet<String> members(Class<?> type) {
        TreeSet<String> members = new TreeSet<>();
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers())) {
                members.add(line(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor.getModifiers())) {
                members.add(line(constructor, constructor.getModifiers(), type.getSimpleName()));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isVisible(method.getModifiers()) && !method.isSynthetic() && !isGiven(type, method)) {
                members.add(line(method));
            }
        }
        return members;
    }

    private static String line(Field field) {
        return field.isEnumConstant()
                ? "constant " + field.getName()
                : modifiers(field.getModifiers(), 0) + name(field.getGenericType()) + " " + field.getName();
    }

    private static String line(Method method) {
        String result = (method.isDefault() ? "default " : "") + name(method.getGenericReturnType());
        return line(method, method.getModifiers(), result + " " + method.getName());
    }

    private static String line(Executable executable, int modifiers, String what) {
        String types = Stream.of(executable.getGenericParameterTypes())
                .map(PublicApi::name)
                .collect(Collectors.joining(", "));
        String varargs = executable.isVarArgs() ? types.replaceAll("\\[]$", "...") : types;
        String thrown = Stream.of(executable.getGenericExceptionTypes())
                .map(PublicApi::name)
                .sorted()
                .collect(Collectors.joining(", "));
        String variables = parameters(executable.getTypeParameters());
        return modifiers(modifiers, 0) + (variables.isEmpty() ? "" : variables + " ") + what + "(" + varargs + ")"
                + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    /** Whether the language gives the method to every enum or record. */
    private static boolean isGiven(Class<?> type, Method method) {
        return type.isEnum() && List.of("values", "valueOf").contains(method.getName())
                || type.isRecord() && List.of("equals", "hashCode", "toString").contains(method.getName());
    }

    private static String status(Class<?> type) {
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
            API api = outer.getAnnotation(API.class);
            if (api != null) {
                return api.status() + " since " + api.since();
            }
        }
        return "without @API";
    }

    private static String kind(Class<?> type) {
        return type.isAnnotation()
                ? "annotation"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
    }

    private static String parameters(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Stream.of(variables)
                        .map(variable -> variable.getName() + " extends "
                                + Stream.of(variable.getBounds())
                                        .map(PublicApi::name)
                                        .collect(Collectors.joining(" & ")))
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String modifiers(int modifiers, int without) {
        String shown = Modifier.toString(modifiers & SHOWN & ~without);
        return shown.isEmpty() ? "" : shown + " ";
    }

    private static String name(Type type) {
        return type.getTypeName().replace('$', '.').replaceAll("\\bjava\\.lang\\.(?=[A-Z])", "");
    }

    private static boolean isVisible(Class<?> type) {
        return isVisible(type.getModifiers())
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
    }

    private static boolean isVisible(int modifiers) {
        return (modifiers & VISIBLE) != 0;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@link #write} wrote. */
    static Map<String, List<String>> read(Path file) throws IOException {
        Map<String, List<String>> read = new TreeMap<>();
        List<String> current = List.of();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(" ")) {
                current.add(line.strip());
            } else {
                current = new ArrayList<>();
                read.put(line, current);
            }
        }
        return read;
    }

    static void write(Path file, Map<String, List<String>> api) throws IOException {
        StringBuilder text = new StringBuilder();
        api.forEach((type, lines) -> {
            text.append(type).append('\n');
            lines.forEach(line -> text.append("    ").append(line).append('\n'));
        });
        Files.writeString(file, text);
    }
}

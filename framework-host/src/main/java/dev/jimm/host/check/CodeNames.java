package dev.jimm.host.check;

import dev.jimm.host.check.ReferenceListener.Member;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.objectweb.asm.Type;

/** Internal names as people write them. */
final class CodeNames {
    private CodeNames() {}

    /** {@code java.util.Map$Entry} of {@code java/util/Map$Entry}. */
    static String type(String internal) {
        return internal.replace('/', '.');
    }

    /** The package of a class, with points. */
    static String packageOf(String internal) {
        return type(internal.substring(0, Math.max(0, internal.lastIndexOf('/'))));
    }

    /** {@code com.acme.Net.forward(int, Tensor)}, a constructor being {@code new com.acme.Net(int)}. */
    static String method(Member method) {
        String arguments = Arrays.stream(Type.getArgumentTypes(method.descriptor()))
                .map(argument -> simple(argument.getClassName()))
                .collect(Collectors.joining(", ", "(", ")"));
        String owner = type(method.owner());
        return method.name().equals("<init>") ? "new " + owner + arguments : owner + "." + method.name() + arguments;
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** {@code com.acme.Net.size}. */
    static String field(Member field) {
        return type(field.owner()) + "." + field.name();
    }
}

package dev.jimm.host.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a class file declares. Names are internal ones, {@code java/util/List}.
 *
 * @param access its modifiers, as in {@link Opcodes}
 * @param parent {@code null} for {@code Object}
 * @param methods modifiers by name and descriptor, {@code size()I}
 * @param fields modifiers by name and descriptor, {@code length:I}
 */
record ClassHeader(
        String name,
        int access,
        String parent,
        List<String> interfaces,
        Map<String, Integer> methods,
        Map<String, Integer> fields) {
    /** Of a class file that may be damaged in any way; empty when it is. */
    static Optional<ClassHeader> read(byte[] classFile) {
        HeaderVisitor visitor = new HeaderVisitor();
        try {
            new ClassReader(classFile)
                    .accept(visitor, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            return Optional.empty(); // the library fails in many ways on what is no class file
        }
        return Optional.ofNullable(visitor.header);
    }

    boolean is(int modifier) {
        return (access & modifier) != 0;
    }

    private static final class HeaderVisitor extends ClassVisitor {
        private final Map<String, Integer> methods = new HashMap<>();
        private final Map<String, Integer> fields = new HashMap<>();
        private ClassHeader header;

        HeaderVisitor() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            if (name != null) { // as a damaged one has it
                header = new ClassHeader(name, access, parent, List.of(interfaces), methods, fields);
            }
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            methods.put(name + descriptor, access);
            return null;
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            fields.put(name + ":" + descriptor, access);
            return null;
        }
    }
}

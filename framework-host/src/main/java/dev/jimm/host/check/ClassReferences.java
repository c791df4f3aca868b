package dev.jimm.host.check;

import dev.jimm.host.check.Effort.ExceededException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Reads a class file and tells everything that its code refers to. */
final class ClassReferences extends ClassVisitor {
    private final ReferenceListener listener;
    private String className;
    private String file;

    private ClassReferences(ReferenceListener listener) {
        super(Opcodes.ASM9);
        this.listener = listener;
    }

    /** @throws IllegalArgumentException when the class file is damaged, perhaps after some references were told */
    static void read(byte[] classFile, ReferenceListener listener) {
        try {
            new ClassReader(classFile).accept(new ClassReferences(listener), ClassReader.SKIP_FRAMES);
        } catch (ExceededException e) {
            throw e; // it comes from the listener
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            // the library fails in many ways on what is no class file
            throw new IllegalArgumentException(e.toString(), e);
        }
    }

    @Override
    public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
        className = name.replace('/', '.');
        Place place = new Place(className, null, null, 0);
        if (parent != null) {
            listener.type(parent, place);
        }
        for (String each : interfaces) {
            listener.type(each, place);
        }
    }

    @Override
    public void visitSource(String source, String debug) {
        file = source;
    }

    @Override
    public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        return new MethodReferences(new Place(className, enclosing(name), file, 0), listener);
    }

    /** A lambda's body is where its method is, for whoever reads the place. */
    private static String enclosing(String method) {
        if (method.startsWith("lambda$")) {
            int end = method.lastIndexOf('$');
            return end > "lambda$".length() ? method.substring("lambda$".length(), end) : method;
        }
        return method;
    }
}

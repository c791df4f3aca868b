package dev.jimm.host.check;

import dev.jimm.host.check.ReferenceListener.Member;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Tells what the code of one method refers to. */
final class MethodReferences extends MethodVisitor {
    private final ReferenceListener listener;
    private Place place;
    private String text;

    MethodReferences(Place method, ReferenceListener listener) {
        super(Opcodes.ASM9);
        this.place = method;
        this.listener = listener;
    }

    @Override
    public void visitLineNumber(int line, Label start) {
        place = new Place(place.className(), place.method(), place.file(), line);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        type(Type.getObjectType(type));
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        type(Type.getType(descriptor));
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
        if (type != null) {
            listener.type(type, place);
        }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        field(new Member(owner, name, descriptor), opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        method(new Member(owner, name, descriptor), opcode == Opcodes.INVOKESTATIC);
        text = null;
    }

    @Override
    public void visitLdcInsn(Object value) {
        constant(value);
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        constant(bootstrap);
        for (Object argument : arguments) {
            constant(argument);
        }
        text = null;
    }

    private void constant(Object value) {
        if (value instanceof String string) {
            text = string;
        } else if (value instanceof Type type && type.getSort() != Type.METHOD) {
            type(type);
        } else if (value instanceof Handle handle) {
            handle(handle);
        } else if (value instanceof ConstantDynamic dynamic) {
            constant(dynamic.getBootstrapMethod());
            for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                constant(dynamic.getBootstrapMethodArgument(i));
            }
        }
    }

    private void handle(Handle handle) {
        Member member = new Member(handle.getOwner(), handle.getName(), handle.getDesc());
        if (handle.getTag() <= Opcodes.H_PUTSTATIC) {
            field(member, handle.getTag() == Opcodes.H_GETSTATIC || handle.getTag() == Opcodes.H_PUTSTATIC);
        } else {
            method(member, handle.getTag() == Opcodes.H_INVOKESTATIC);
        }
    }

    private void type(Type type) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        if (element.getSort() == Type.OBJECT) {
            listener.type(element.getInternalName(), place);
        }
    }

    private void method(Member member, boolean isStatic) {
        Type owner = Type.getObjectType(member.owner());
        type(owner);
        if (owner.getSort() == Type.OBJECT) { // the methods of arrays are those of Object
            listener.method(member, isStatic, text, place);
        }
    }

    private void field(Member member, boolean isStatic) {
        type(Type.getObjectType(member.owner()));
        listener.field(member, isStatic, place);
    }
}

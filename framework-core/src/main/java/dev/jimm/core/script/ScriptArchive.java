package dev.jimm.core.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A TorchScript archive with one class without weights: what lets us call any operator, with gradients, from source text that is
 * written at run time.
 *
 * @param className the class, whose methods name it as the type of {@code self}
 * @param methods the methods' source in the syntax of serialized TorchScript, indented by two blanks
 */
public record ScriptArchive(String className, String methods) {
    public byte[] bytes() {
        String source = "class " + className
                + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n" + methods;
        byte[] instance = new Pickle()
                .beginObject("__torch__", className)
                .text("training")
                .bool(true)
                .endObject()
                .end();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new ArchiveWriter(bytes, "a")
                    .add("data.pkl", instance)
                    .add("code/__torch__.py", source)
                    .finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

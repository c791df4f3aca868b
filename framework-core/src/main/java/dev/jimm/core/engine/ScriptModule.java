package dev.jimm.core.engine;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A TorchScript file at work in PyTorch, as any program loads it: nothing of ours helps. Such a file is a program: only one that we have
 * written ourselves may be loaded.
 */
public final class ScriptModule implements AutoCloseable {
    private static final String METHOD = "forward";

    private long module;

    private ScriptModule(long module) {
        this.module = module;
    }

    /**
     * Loads a file.
     *
     * @throws JimmException DATA when it cannot be read or PyTorch does not take it
     */
    public static ScriptModule load(Path file) {
        try (InputStream archive = new BufferedInputStream(Files.newInputStream(file))) {
            return new ScriptModule(Native.load(archive));
        } catch (IOException e) {
            throw new JimmException(Category.DATA, file + ": cannot be read: " + Reason.of(e), e);
        } catch (RuntimeException e) {
            throw new JimmException(
                    Category.DATA, file + ": PyTorch does not load this TorchScript file: " + Engine.reason(e), e);
        }
    }

    /**
     * Runs {@code forward}, which takes and returns one tensor.
     *
     * @return float32; the caller's to close
     */
    public DeviceTensor forward(DeviceTensor input) {
        if (module == 0) {
            throw new IllegalStateException("this module was closed");
        }
        return DeviceTensor.adopt(Native.runOne(module, METHOD, input.handle()), ElementType.FLOAT32);
    }

    @Override
    public void close() {
        if (module != 0) {
            Native.deleteModule(module);
            module = 0;
        }
    }
}

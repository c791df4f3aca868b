package dev.jimm.core.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.script.ScriptArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The native interface, and the only class that touches DJL.
 *
 * <p>DJL's public arrays cut gradients, leak into managers and abort the JVM on bfloat16, so this class goes past them to the library
 * interface underneath: handles of tensors, TorchScript values and compiled modules, which the caller frees. Every operator is reached
 * through TorchScript methods that are written at run time (see {@link ScriptArchive}).
 */
final class Native {
    private static final Object LIBRARY = library();
    private static final MethodHandle RUN_METHOD =
            handle("moduleRunMethod", long.class, String.class, long[].class, boolean.class, boolean.class);
    private static final MethodHandle VALUE_OF_TENSOR = handle("iValueFromTensor", long.class);
    private static final MethodHandle VALUE_OF_LONG = handle("iValueFromLong", long.class);
    private static final MethodHandle VALUE_OF_DOUBLE = handle("iValueFromDouble", double.class);
    private static final MethodHandle VALUE_OF_BOOLEAN = handle("iValueFromBool", boolean.class);
    private static final MethodHandle VALUE_OF_STRING = handle("iValueFromString", String.class);
    private static final MethodHandle VALUE_OF_LONGS = handle("iValueFromLongList", long[].class);
    private static final MethodHandle VALUE_OF_DOUBLES = handle("iValueFromDoubleList", double[].class);
    private static final MethodHandle VALUE_OF_TENSORS = handle("iValueFromTensorList", long[].class);
    private static final MethodHandle DELETE_VALUE = handle("torchDeleteIValue", long.class);
    private static final MethodHandle TENSOR_OF_VALUE = handle("iValueToTensor", long.class);
    private static final MethodHandle TENSORS_OF_VALUE = handle("iValueToTensorList", long.class);
    private static final MethodHandle DELETE_TENSOR = handle("torchDeleteTensor", long.class);
    private static final MethodHandle DELETE_MODULE = handle("torchDeleteModule", long.class);
    private static final MethodHandle FROM_BUFFER =
            handle("torchFromBlob", ByteBuffer.class, long[].class, int.class, int.class, int[].class, boolean.class);
    private static final MethodHandle BUFFER = handle("torchDirectByteBuffer", long.class);
    private static final MethodHandle SIZES = handle("torchSizes", long.class);
    private static final MethodHandle TYPE = handle("torchDType", long.class);
    private static final MethodHandle SEED = handle("torchManualSeed", long.class);
    private static final MethodHandle GRADIENT_MODE = handle("torchSetGradMode", boolean.class);

    private static final int[] CPU = {0, -1};
    private static final AtomicLong LIVE_TENSORS = new AtomicLong();
    /** Gradient mode and the graph executor's optimisation are settings of each thread. */
    private static final ThreadLocal<Boolean> THREAD_READY = ThreadLocal.withInitial(() -> {
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(false);
        return true;
    });

    private Native() {}

    private static Object library() {
        try {
            Engine.getEngine("PyTorch");
            Field instance = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary").getDeclaredField("LIB");
            instance.setAccessible(true);
            return instance.get(null);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new JimmException(
                    Category.INTERNAL,
                    "the PyTorch library cannot be loaded: " + e.getMessage()
                            + "; the folder native/ of the distribution must be on the class path, and the folder that"
                            + " DJL_CACHE_DIR names (default ~/.djl.ai) must be writable",
                    e);
        }
    }

    private static MethodHandle handle(String name, Class<?>... parameters) {
        try {
            Method method = LIBRARY.getClass().getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method).bindTo(LIBRARY);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of DJL has no native method " + name, e);
        }
    }

    /** A description of the engine, for provenance and self-tests. */
    static String version() {
        return "PyTorch " + Engine.getEngine("PyTorch").getVersion() + " (DJL " + Engine.getDjlVersion() + ")";
    }

    static int threads() {
        return JniUtils.getNumThreads();
    }

    /** Compiles TorchScript source: the methods of one class. */
    static long compile(ScriptArchive archive) {
        try {
            return load(new ByteArrayInputStream(archive.bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads a TorchScript archive. */
    static long load(InputStream archive) throws IOException {
        THREAD_READY.get();
        return JniUtils.loadModuleHandle(archive, Device.cpu(), false, false);
    }

    static void deleteModule(long module) {
        try {
            DELETE_MODULE.invoke(module);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /**
     * Runs a method that returns a list of tensors.
     *
     * @param arguments values; they are freed
     * @param inference run in inference mode: quicker, but no gradient may ever flow through the results
     */
    static long[] run(long module, String method, long[] arguments, boolean inference) {
        try {
            long result = call(module, method, arguments, inference);
            try {
                long[] tensors = (long[]) TENSORS_OF_VALUE.invoke(result);
                LIVE_TENSORS.addAndGet(tensors.length);
                return tensors;
            } finally {
                DELETE_VALUE.invoke(result);
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Runs, in inference mode, a method that takes and returns one tensor. */
    static long runOne(long module, String method, long tensor) {
        try {
            long result = call(module, method, new long[] {value(tensor)}, true);
            try {
                long found = (long) TENSOR_OF_VALUE.invoke(result);
                LIVE_TENSORS.incrementAndGet();
                return found;
            } finally {
                DELETE_VALUE.invoke(result);
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static long call(long module, String method, long[] arguments, boolean inference) throws Throwable {
        THREAD_READY.get();
        try {
            return (long) RUN_METHOD.invoke(module, method, arguments, !inference, false);
        } finally {
            for (long argument : arguments) {
                DELETE_VALUE.invoke(argument);
            }
        }
    }

    static void gradientMode(boolean on) {
        THREAD_READY.get();
        try {
            GRADIENT_MODE.invoke(on);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static long value(long tensor) {
        try {
            return (long) VALUE_OF_TENSOR.invoke(tensor);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static long value(long[] tensors) {
        try {
            return (long) VALUE_OF_TENSORS.invoke(tensors);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The value of an attribute: Long, Double, Boolean, String, long[] or double[]. */
    static long attribute(Object value) {
        try {
            if (value instanceof Long number) {
                return (long) VALUE_OF_LONG.invoke((long) number);
            } else if (value instanceof Double number) {
                return (long) VALUE_OF_DOUBLE.invoke((double) number);
            } else if (value instanceof Boolean flag) {
                return (long) VALUE_OF_BOOLEAN.invoke((boolean) flag);
            } else if (value instanceof String text) {
                return (long) VALUE_OF_STRING.invoke(text);
            } else if (value instanceof double[] numbers) {
                return (long) VALUE_OF_DOUBLES.invoke(numbers);
            }
            return (long) VALUE_OF_LONGS.invoke((long[]) value);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** A tensor over the memory of a direct buffer, which must stay alive as long as the tensor. */
    static long alias(ByteBuffer direct, ElementType type, long... shape) {
        try {
            long tensor = (long) FROM_BUFFER.invoke(direct, shape, djlCode(type), 0, CPU, false);
            LIVE_TENSORS.incrementAndGet();
            return tensor;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The memory of a contiguous tensor, valid as long as the tensor. */
    static ByteBuffer memory(long tensor) {
        try {
            return ((ByteBuffer) BUFFER.invoke(tensor)).order(ByteOrder.nativeOrder());
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static long[] sizes(long tensor) {
        try {
            return (long[]) SIZES.invoke(tensor);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** DJL's number of the element type that the engine sees, -1 for one that DJL does not know. */
    static int djlCode(long tensor) {
        try {
            return (int) TYPE.invoke(tensor);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static void delete(long tensor) {
        try {
            DELETE_TENSOR.invoke(tensor);
            LIVE_TENSORS.decrementAndGet();
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** How many tensors are held at this moment, in the whole JVM. */
    static long liveTensors() {
        return LIVE_TENSORS.get();
    }

    static void seed(long seed) {
        try {
            SEED.invoke(seed);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** DJL's number of a type that its interface takes; the 16-bit ones must never reach it. */
    static int djlCode(ElementType type) {
        return switch (type) {
            case FLOAT32 -> 0;
            case FLOAT64 -> 1;
            case UINT8 -> 3;
            case INT32 -> 4;
            case INT8 -> 5;
            case INT64 -> 6;
            case BOOL -> 7;
            case FLOAT16, BFLOAT16 -> throw new IllegalArgumentException(type + " lives only inside compiled methods");
        };
    }

    private static RuntimeException rethrow(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}

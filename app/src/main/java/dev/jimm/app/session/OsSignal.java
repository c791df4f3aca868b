package dev.jimm.app.session;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A signal of the operating system. Reached by reflection: {@code sun.misc.Signal}, for which Java has no other
 * interface, cannot be named without a warning of the compiler that nothing silences.
 *
 * @param name without {@code SIG}
 * @param number on Linux and macOS
 */
record OsSignal(String name, int number) {
    private static final Class<?> SIGNAL = type("sun.misc.Signal");
    private static final Class<?> HANDLER = type("sun.misc.SignalHandler");

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this Java has no module jdk.unsupported", e);
        }
    }

    /** Has something done when the signal comes, on a thread of its own, in the place of what was done before. */
    void handle(Runnable work) {
        handle(Proxy.newProxyInstance(
                HANDLER.getClassLoader(), new Class<?>[] {HANDLER}, (proxy, method, arguments) -> {
                    work.run();
                    return null;
                }));
    }

    /**
     * Ends the process as if nobody had ever handled the signal. The signal comes from a shell: Java raises only those that it handles
     * itself, and its own ways to end unload PyTorch.
     */
    void raise() {
        try {
            handle(HANDLER.getField("SIG_DFL").get(null));
            long process = ProcessHandle.current().pid();
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + process).start();
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(Object handler) {
        try {
            SIGNAL.getMethod("handle", SIGNAL, HANDLER).invoke(null, signal(), handler);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("SIG" + name + " cannot be handled: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object signal() throws ReflectiveOperationException {
        return SIGNAL.getConstructor(String.class).newInstance(name);
    }
}

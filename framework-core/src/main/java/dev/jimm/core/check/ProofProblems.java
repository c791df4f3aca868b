package dev.jimm.core.check;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a provider. */
final class ProofProblems {
    private final List<String> found = new ArrayList<>();

    /** Part of a proof. */
    interface Step {
        void run() throws Exception;
    }

    void add(String problem) {
        found.add(problem);
    }

    /** @param who the problems are of */
    void addAll(String who, List<String> problems) {
        problems.forEach(problem -> found.add(who + ": " + problem));
    }

    void expect(boolean holds, String problem) {
        if (!holds) {
            found.add(problem);
        }
    }

    /** A plugin may throw anything, and its other parts are proved all the same, unless the virtual machine is at its end. */
    void attempt(String what, Step step) {
        try {
            step.run();
        } catch (OutOfMemoryError | InternalError | UnknownError e) {
            throw e;
        } catch (Throwable e) {
            found.add(what + " fails: " + e);
        }
    }

    List<String> all() {
        return List.copyOf(found);
    }
}

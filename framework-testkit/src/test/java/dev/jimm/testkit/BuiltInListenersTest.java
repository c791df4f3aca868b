package dev.jimm.testkit;

import dev.jimm.api.event.TrainingListenerProvider;
import dev.jimm.core.listener.Csv;
import dev.jimm.core.listener.JsonLines;
import dev.jimm.core.listener.TensorBoard;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The listeners of jimm's own. */
class BuiltInListenersTest {
    /** No plugin offers it, so no service file names it, and the name is there already. */
    private abstract static class BuiltIn extends TrainingListenerProviderKit {
        @Override
        public void namesAreUniqueAndWellFormed() {}

        @Override
        public void serviceFileEqualsModuleDescriptor() {}
    }

    @Nested
    class OfCsv extends BuiltIn {
        @Override
        protected TrainingListenerProvider<?> provider() {
            return new Csv();
        }
    }

    @Nested
    class OfJsonLines extends BuiltIn {
        @Override
        protected TrainingListenerProvider<?> provider() {
            return new JsonLines();
        }

        /** Every line has the time of day. */
        @Override
        protected Set<TrainingListenerBehavior> absent(String name) {
            return Set.of(TrainingListenerBehavior.UNBROKEN_FILES);
        }
    }

    @Nested
    class OfTensorBoard extends BuiltIn {
        @Override
        protected TrainingListenerProvider<?> provider() {
            return new TensorBoard();
        }

        /** Every record has the time of day. */
        @Override
        protected Set<TrainingListenerBehavior> absent(String name) {
            return Set.of(TrainingListenerBehavior.UNBROKEN_FILES);
        }
    }
}

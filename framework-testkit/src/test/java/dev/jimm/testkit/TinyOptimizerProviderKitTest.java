package dev.jimm.testkit;

import dev.jimm.api.optimizer.OptimizerProvider;
import java.util.List;

/** A sound optimizer passes everything. */
class TinyOptimizerProviderKitTest extends OptimizerProviderKit {
    @Override
    protected List<OptimizerProvider<?>> providers() {
        return List.of(new TinyOptimizer());
    }
}

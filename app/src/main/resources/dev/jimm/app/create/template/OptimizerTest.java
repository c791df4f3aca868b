package ${package};

import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.testkit.OptimizerProviderKit;
import java.util.List;

/** All that jimm expects of an optimizer. */
class ${class}OptimizerTest extends OptimizerProviderKit {
    @Override
    protected List<? extends OptimizerProvider<?>> providers() {
        return List.of(new ${class}Optimizer());
    }
}

package ${package};

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelProviderKit;

/** All that jimm expects of a family of models. What yours cannot do, name by overriding {@code absent}: it must then be refused. */
class ${class}NetTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new ${class}Net();
    }
}

package ${package};

import dev.jimm.testkit.PluginJarKit;

/** All that jimm expects of a plugin's jar; runs when it is packed. */
class ${class}PluginIT extends PluginJarKit {
    @Override
    protected Class<?> pluginClass() {
        return ${class}Net.class;
    }
}

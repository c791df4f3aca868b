/** Models of jimm as models of DJL. */
module dev.jimm.djl {
    requires transitive ai.djl.api;
    requires transitive dev.jimm.core;
    requires dev.jimm.host;

    exports dev.jimm.djl;

    provides ai.djl.engine.EngineProvider with
            dev.jimm.djl.JimmEngineProvider;
}

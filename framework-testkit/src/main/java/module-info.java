/** Abstract test classes that prove a provider. */
module dev.jimm.testkit {
    requires com.microsoft.onnxruntime;
    requires transitive dev.jimm.api;
    requires transitive dev.jimm.core;
    requires dev.jimm.host;
    requires transitive org.junit.jupiter.api;

    exports dev.jimm.testkit;
}

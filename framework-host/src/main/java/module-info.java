/** The plugins folder. */
module dev.jimm.host {
    requires transitive dev.jimm.core;
    requires java.management;
    requires org.objectweb.asm;
    requires org.slf4j;
    requires pf4j;

    exports dev.jimm.host;
    exports dev.jimm.host.check;
    exports dev.jimm.host.trust;
}

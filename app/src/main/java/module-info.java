/** The command line. */
module dev.jimm.app {
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires com.fasterxml.jackson.databind;
    requires com.microsoft.onnxruntime;
    requires dev.jimm.host;
    requires info.picocli;
    // what is a name in Java
    requires java.compiler;
    requires java.desktop;
    // for sun.misc.Signal: Ctrl-C ends a training behind its update
    requires jdk.unsupported;
    requires me.tongfei.progressbar;
    requires org.slf4j;

    // the fields of commands, and the records that are written as JSON
    opens dev.jimm.app to
            info.picocli;
    opens dev.jimm.app.analyze to
            info.picocli;
    opens dev.jimm.app.average to
            info.picocli;
    opens dev.jimm.app.create to
            info.picocli;
    opens dev.jimm.app.doctor to
            info.picocli;
    opens dev.jimm.app.evaluate to
            com.fasterxml.jackson.databind,
            info.picocli;
    opens dev.jimm.app.export to
            com.fasterxml.jackson.databind,
            info.picocli;
    opens dev.jimm.app.listing to
            com.fasterxml.jackson.databind,
            info.picocli;
    opens dev.jimm.app.model to
            com.fasterxml.jackson.databind,
            info.picocli;
    opens dev.jimm.app.plugin to
            com.fasterxml.jackson.databind,
            info.picocli;
    opens dev.jimm.app.quantize to
            com.fasterxml.jackson.databind,
            info.picocli;
    opens dev.jimm.app.session to
            info.picocli;
    opens dev.jimm.app.train to
            info.picocli;
    opens dev.jimm.app.verify to
            info.picocli;
}

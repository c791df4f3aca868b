/** Engine, configuration, data, weights and training. */
module dev.jimm.core {
    requires transitive com.google.guice;
    requires transitive dev.jimm.api;
    requires transitive jakarta.inject;
    requires transitive typesafe.config;
    requires ai.djl.api;
    requires ai.djl.pytorch_engine;
    requires com.fasterxml.jackson.dataformat.csv;
    requires transitive com.fasterxml.jackson.databind;
    // a predictor takes pictures of it
    requires transitive java.desktop;
    // the options of the JVM, for provenance
    requires java.management;
    // weights that are fetched
    requires java.net.http;
    // webp.imageio is written in Kotlin, and cannot say so: it is an automatic module
    requires kotlin.stdlib;
    requires org.apache.commons.compress;
    requires org.slf4j;
    requires webp.imageio;

    exports dev.jimm.core.analyze;
    exports dev.jimm.core.config;
    exports dev.jimm.core.average;
    exports dev.jimm.core.check;
    exports dev.jimm.core.data;
    exports dev.jimm.core.distill;
    exports dev.jimm.core.ema;
    exports dev.jimm.core.engine;
    exports dev.jimm.core.error;
    exports dev.jimm.core.export;
    exports dev.jimm.core.file;
    exports dev.jimm.core.gradient;
    exports dev.jimm.core.graph;
    exports dev.jimm.core.graph.cpu;
    exports dev.jimm.core.graph.pass;
    exports dev.jimm.core.hub;
    exports dev.jimm.core.image;
    exports dev.jimm.core.inference;
    exports dev.jimm.core.listener;
    exports dev.jimm.core.log;
    exports dev.jimm.core.loss;
    exports dev.jimm.core.machine;
    exports dev.jimm.core.metric;
    exports dev.jimm.core.mix;
    exports dev.jimm.core.model;
    exports dev.jimm.core.norm;
    exports dev.jimm.core.onnx;
    exports dev.jimm.core.optimizer;
    exports dev.jimm.core.predict;
    exports dev.jimm.core.pretrained;
    exports dev.jimm.core.provenance;
    exports dev.jimm.core.provider;
    exports dev.jimm.core.quantize;
    exports dev.jimm.core.random;
    // the option records, which the configuration is bound to
    exports dev.jimm.core.reader;
    exports dev.jimm.core.reparam;
    exports dev.jimm.core.script;
    exports dev.jimm.core.session;
    exports dev.jimm.core.tensorfile;
    exports dev.jimm.core.train;
    exports dev.jimm.core.transform;
    exports dev.jimm.core.verify;
    exports dev.jimm.core.weights;

    // JSON is bound to their records
    opens dev.jimm.core.analyze to
            com.fasterxml.jackson.databind;
    opens dev.jimm.core.gradient to
            com.fasterxml.jackson.databind;
    opens dev.jimm.core.model to
            com.fasterxml.jackson.databind;
    opens dev.jimm.core.predict to
            com.fasterxml.jackson.databind;
    opens dev.jimm.core.provenance to
            com.fasterxml.jackson.databind;
    opens dev.jimm.core.train to
            com.fasterxml.jackson.databind;

    uses dev.jimm.api.augment.AugmentPolicyProvider;
    uses dev.jimm.api.data.ReaderProvider;
    uses dev.jimm.api.event.TrainingListenerProvider;
    uses dev.jimm.api.model.ModelProvider;
    uses dev.jimm.api.optimizer.OptimizerProvider;
    uses dev.jimm.api.scheduler.SchedulerProvider;
}

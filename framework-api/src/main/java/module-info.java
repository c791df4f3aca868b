/** What a plugin compiles against: the service interfaces, tensors, layers, images. */
module dev.jimm.api {
    exports dev.jimm.api;
    exports dev.jimm.api.augment;
    exports dev.jimm.api.checkpoint;
    exports dev.jimm.api.data;
    exports dev.jimm.api.event;
    exports dev.jimm.api.image;
    exports dev.jimm.api.model;
    exports dev.jimm.api.nn;
    exports dev.jimm.api.optimizer;
    exports dev.jimm.api.scheduler;
    exports dev.jimm.api.tensor;
}

package dev.jimm.plugin.models.transformer;

class SmallSwinTransformerKitTest extends SmallArchitectureKit {
    SmallSwinTransformerKitTest() {
        super(new SwinTransformer(), SwinOptionsTest.small(40, false, true, true));
    }
}

package dev.jimm.plugin.models.transformer;

class SmallSwinTransformerV2KitTest extends SmallArchitectureKit {
    SmallSwinTransformerV2KitTest() {
        super(new SwinTransformerV2(), SwinOptionsTest.small(40, false, true, true));
    }
}

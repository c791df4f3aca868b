package dev.jimm.plugin.models.cnn;

/**
 * How a stage makes the map smaller: by its stride or, where the map is to stay as large as it is, by dilation in place
 * of the stride.
 *
 * @param total by how much the stage's output is smaller than the image
 * @param stride what is left of the stage's stride
 * @param firstDilation that of the convolution with the stride, which still sees the map of the stage before
 * @param dilation that of the convolutions after it
 */
record Reduction(int total, int stride, int firstDilation, int dilation) {
    /** That of the stem, before the first stage. */
    static Reduction of(int stem) {
        return new Reduction(stem, 1, 1, 1);
    }

    /**
     * That of the next stage.
     *
     * @param wantedStride the stride that the stage has without dilation
     * @param outputStride the largest reduction; beyond it, a stride becomes a dilation
     */
    Reduction then(int wantedStride, int outputStride) {
        boolean dilates = wantedStride > 1 && total >= outputStride;
        int left = dilates ? 1 : wantedStride;
        return new Reduction(total * left, left, dilation, dilates ? dilation * wantedStride : dilation);
    }

    /** That of a block of the stage, counted from 0: only the first has the stride. */
    Reduction ofBlock(int index) {
        return index == 0 ? this : new Reduction(total, 1, dilation, dilation);
    }
}

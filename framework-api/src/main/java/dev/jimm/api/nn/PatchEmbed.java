package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Cuts an image into square patches and projects each to a token: (N, C, imgSize, imgSize) to (N, patches, dim), row
 * by row.
 *
 * <p>Dosovitskiy et al. 2020 (arXiv 2010.11929). {@code PatchEmbed.of(224, 16, 3, 384).at(scope.at("patch_embed"))};
 * with a bias, PyTorch's initial values and without a norm unless told otherwise. Pixels beyond the last whole patch are
 * left out. Saved weights of patches of another size are {@linkplain Adaptations#patches() adapted}.
 *
 * @param norm of the tokens, or {@code null}
 * @param init the initial values of the weight
 * @param biasInit the initial values of the bias; {@code null} for PyTorch's
 * @param anySize whether images of other sizes are taken too
 */
@API(status = API.Status.STABLE, since = "0.1")
public record PatchEmbed(
        int imgSize,
        int patchSize,
        int channels,
        int dim,
        boolean bias,
        Norm norm,
        Init init,
        Init biasInit,
        boolean anySize) {
    public PatchEmbed {
        if (patchSize > imgSize) {
            throw new IllegalArgumentException("a patch of " + patchSize + " is larger than the image of " + imgSize);
        }
    }

    public static PatchEmbed of(int imgSize, int patchSize, int channels, int dim) {
        return new PatchEmbed(imgSize, patchSize, channels, dim, true, null, Init.torchDefault(), null, false);
    }

    public PatchEmbed bias(boolean value) {
        return new PatchEmbed(imgSize, patchSize, channels, dim, value, norm, init, biasInit, anySize);
    }

    public PatchEmbed norm(Norm value) {
        return new PatchEmbed(imgSize, patchSize, channels, dim, bias, value, init, biasInit, anySize);
    }

    /** The initial values of the weight and of the bias. */
    public PatchEmbed init(Init weight, Init offset) {
        return new PatchEmbed(imgSize, patchSize, channels, dim, bias, norm, weight, offset, anySize);
    }

    /** Whether to take images of any height and width that are multiples of the patch. */
    public PatchEmbed anySize(boolean value) {
        return new PatchEmbed(imgSize, patchSize, channels, dim, bias, norm, init, biasInit, value);
    }

    /** The number of patches along one side of the image. */
    public int gridSize() {
        return imgSize / patchSize;
    }

    /** The number of patches along a side of so many pixels. */
    public long gridSize(long pixels) {
        return pixels / patchSize;
    }

    /** The number of patches of an image. */
    public int patches() {
        return gridSize() * gridSize();
    }

    /** Declares {@code proj} and, if there is one, {@code norm}. */
    public Layer at(Scope scope) {
        Conv2d patch =
                Conv2d.of(channels, dim, patchSize).stride(patchSize).padding(0).init(init, biasInit);
        Layer proj = (bias ? patch.withBias() : patch).at(scope.at("proj"), Adaptations.patches());
        Layer tokenNorm = norm == null ? Layer.IDENTITY : norm.at(scope.at("norm"), dim);
        return (x, pass) -> {
            requireSize(x);
            return tokenNorm.forward(proj.forward(x, pass).flatten(2).transpose(1, 2), pass);
        };
    }

    private void requireSize(Tensor x) {
        long height = x.size(2);
        long width = x.size(3);
        if (anySize && (height % patchSize != 0 || width % patchSize != 0)) {
            throw new IllegalArgumentException("the image is " + height + " x " + width + ", which patches of "
                    + patchSize + " do not cover; resize the image to multiples of them");
        }
        if (!anySize && (height != imgSize || width != imgSize)) {
            throw new IllegalArgumentException("the image is " + height + " x " + width + ", the model is built for "
                    + imgSize + " x " + imgSize + "; resize the image or set img-size");
        }
    }
}

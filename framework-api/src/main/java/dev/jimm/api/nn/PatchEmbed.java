package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;

/**
 * Cuts an image into square patches and projects each to a token: (N, C, imgSize, imgSize) to (N, patches, dim), row
 * by row.
 *
 * <p>Dosovitskiy et al. 2020 (arXiv 2010.11929). {@code PatchEmbed.of(224, 16, 3, 384).at(scope.at("patch_embed"))};
 * with a bias and without a norm unless told otherwise. Pixels beyond the last whole patch are left out.
 *
 * @param norm of the tokens, or {@code null}
 */
public record PatchEmbed(int imgSize, int patchSize, int channels, int dim, boolean bias, Norm norm) {
    public PatchEmbed {
        if (patchSize > imgSize) {
            throw new IllegalArgumentException("a patch of " + patchSize + " is larger than the image of " + imgSize);
        }
    }

    public static PatchEmbed of(int imgSize, int patchSize, int channels, int dim) {
        return new PatchEmbed(imgSize, patchSize, channels, dim, true, null);
    }

    public PatchEmbed bias(boolean value) {
        return new PatchEmbed(imgSize, patchSize, channels, dim, value, norm);
    }

    public PatchEmbed norm(Norm value) {
        return new PatchEmbed(imgSize, patchSize, channels, dim, bias, value);
    }

    /** The number of patches along one side of the image. */
    public int gridSize() {
        return imgSize / patchSize;
    }

    /** The number of patches of an image. */
    public int patches() {
        return gridSize() * gridSize();
    }

    /** Declares {@code proj} and, if there is one, {@code norm}. */
    public Layer at(Scope scope) {
        Conv2d patch = Conv2d.of(channels, dim, patchSize).stride(patchSize).padding(0);
        Layer proj = (bias ? patch.withBias() : patch).at(scope.at("proj"));
        Layer tokenNorm = norm == null ? Layer.IDENTITY : norm.at(scope.at("norm"), dim);
        return (x, pass) -> {
            requireSize(x);
            return tokenNorm.forward(proj.forward(x, pass).flatten(2).transpose(1, 2), pass);
        };
    }

    private void requireSize(Tensor x) {
        if (x.size(2) != imgSize || x.size(3) != imgSize) {
            throw new IllegalArgumentException("the image is " + x.size(2) + " x " + x.size(3)
                    + ", the model is built for " + imgSize + " x " + imgSize + "; resize the image or set img-size");
        }
    }
}

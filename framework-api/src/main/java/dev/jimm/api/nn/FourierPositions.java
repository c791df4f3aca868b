package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Adds to a map (N, dim, H, W) what tells its places apart: sines and cosines of row and column, projected by a 1x1
 * convolution. Works at any size, since a place counts as a part of the map's height and width.
 *
 * <p>The waves are those of Vaswani et al. 2017 (arXiv 1706.03762), in two dimensions as in El-Nouby et al. 2021
 * (2106.09681, XCiT). {@code FourierPositions.of(384).at(scope.at("pos_embed"))}.
 *
 * @param hidden the number of waves along each side; even
 * @param temperature by how much the longest wave is longer than the shortest, nearly
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FourierPositions(int dim, int hidden, double temperature) {
    /** Keeps the last place apart from a whole turn. */
    private static final double EPSILON = 1e-6;

    public FourierPositions {
        if (hidden < 2 || hidden % 2 != 0) {
            throw new IllegalArgumentException("the number of waves must be even and at least 2, is " + hidden);
        }
    }

    /** With 32 waves along each side, of temperature 10000. */
    public static FourierPositions of(int dim) {
        return new FourierPositions(dim, 32, 10000);
    }

    /** Declares {@code token_projection}. */
    public Layer at(Scope scope) {
        Layer projection = Conv2d.of(2 * hidden, dim, 1).withBias().at(scope.at("token_projection"));
        return (x, pass) -> x.add(projection.forward(encoding(x), pass));
    }

    /** Of the places of a map: (1, 2 hidden, H, W), the rows' waves first. */
    private Tensor encoding(Tensor x) {
        long height = x.size(2);
        long width = x.size(3);
        Tensor rows = x.vectorLike(waves((int) height)).reshape(1, hidden, height, 1);
        Tensor columns = x.vectorLike(waves((int) width)).reshape(1, hidden, 1, width);
        return rows.expand(1, hidden, height, width).cat(1, columns.expand(1, hidden, height, width));
    }

    /** Along a side of so many places: (hidden, places) in row-major order, sine and cosine of each length in turn. */
    double[] waves(int places) {
        double[] values = new double[hidden * places];
        for (int i = 0; i < hidden; i++) {
            double length = Math.pow(temperature, (double) (i - i % 2) / hidden);
            for (int place = 0; place < places; place++) {
                double angle = (place + 1) / (places + EPSILON) * 2 * Math.PI / length;
                values[i * places + place] = i % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
            }
        }
        return values;
    }
}

package dev.jimm.plugin.models.cnn;

/**
 * What distinguishes one {@link GhostNet} from another.
 *
 * @param width by how much all widths but the head's are multiplied; the results are multiples of 4
 */
public record GhostNetConfig(Version version, double width) {
    private static final int DIVISOR = 4;

    /** Which of the papers. */
    public enum Version {
        V1,
        /** With attention in the first ghost module of each block but the first two. */
        V2,
        /** As V2, each convolution trained as the sum of several. */
        V3
    }

    public GhostNetConfig {
        if (!(width > 0)) {
            throw new IllegalArgumentException("width must be above 0, is " + width);
        }
    }

    int scaled(int channels) {
        return divisible(channels * width);
    }

    /** The nearest multiple of 4 that is not much smaller. */
    static int divisible(double channels) {
        return Widths.rounded(channels, DIVISOR, Widths.LIMIT);
    }
}

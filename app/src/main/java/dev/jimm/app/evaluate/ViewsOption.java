package dev.jimm.app.evaluate;

/** The option for test-time augmentation, which two commands have. */
final class ViewsOption {
    static final String DESCRIPTION =
            "Average the probabilities of several views of each image: flip (the image and its mirror image),"
                    + " five-crop (the centre and the corners of the resized image), ten-crop (these and their mirror"
                    + " images) or none. Default: ${DEFAULT-VALUE}.";

    private ViewsOption() {}
}

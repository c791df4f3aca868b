package dev.jimm.core.analyze;

import java.util.List;
import java.util.Map;

/**
 * What an analysis found. Lists of names are cut off; the counts beside them are not.
 *
 * @param root of the data set
 * @param reader the name of the reader
 * @param given keys of a run's {@code data} section that the user gave, with their values as HOCON
 * @param images all samples of the data set, broken ones too
 * @param train images of the training part; all of them where the data set has no validation part
 * @param validation images of the validation part; 0 where the data set has none
 * @param multiLabel whether an image can have several classes, or none
 * @param classes in the order of the labels
 * @param sizes {@code null} when no image could be read
 * @param channels {@code null} when no image could be read
 * @param findings what a person should know or do, the gravest first
 * @param suggestion a run to begin with; {@code null} where {@link Suggestion#obstacle} tells why
 */
public record DataReport(
        String root,
        String reader,
        Map<String, String> given,
        int images,
        int train,
        int validation,
        boolean multiLabel,
        List<ClassCount> classes,
        Balance balance,
        Sizes sizes,
        Channels channels,
        Duplicates duplicates,
        Broken broken,
        OtherFiles otherFiles,
        List<Finding> findings,
        Suggestion suggestion) {
    /** The same with what follows from it. */
    DataReport with(List<Finding> conclusions, Suggestion run) {
        return new DataReport(
                root,
                reader,
                given,
                images,
                train,
                validation,
                multiLabel,
                classes,
                balance,
                sizes,
                channels,
                duplicates,
                broken,
                otherFiles,
                conclusions,
                run);
    }

    /** Whether there are images of one class only, so that nothing can be told apart. */
    boolean isOfOneClass() {
        return !multiLabel && classes.stream().filter(each -> each.images() > 0).count() == 1;
    }

    /** The images of a class. An image with several classes counts for each of them. */
    public record ClassCount(String name, int train, int validation) {
        public int images() {
            return train + validation;
        }
    }

    /**
     * How evenly the images are spread over the classes; classes without images aside.
     *
     * @param ratio images of the largest class for each image of the smallest
     * @param effectiveClasses as many classes of equal size would be as hard to guess (the exponential of the entropy)
     * @param empty classes without images
     * @param unlabelled images without a class
     */
    public record Balance(
            String largest,
            String smallest,
            double ratio,
            double effectiveClasses,
            List<String> empty,
            int unlabelled) {}

    /**
     * Sizes of the readable images.
     *
     * @param width in pixels
     * @param height in pixels
     * @param aspect width / height
     * @param megapixels millions of pixels
     * @param fileKilobytes encoded size in units of 1024 bytes; {@code null} where the data set is made of pixels
     */
    public record Sizes(
            Quantiles width, Quantiles height, Quantiles aspect, Quantiles megapixels, Quantiles fileKilobytes) {
        public boolean same() {
            return width.least() == width.most() && height.least() == height.most();
        }
    }

    /**
     * Values of red, green and blue over all pixels of all readable images; large images count more.
     *
     * @param mean of each channel, in [0, 1]
     * @param std the standard deviation of each channel, of values in [0, 1]
     * @param pixels how many there are
     * @param gray images without colour
     * @param gray16 PNG images of 16-bit gray
     * @param plain images of one colour
     * @param turned JPEG images whose camera noted that they are not upright
     */
    public record Channels(
            List<Double> mean, List<Double> std, long pixels, int gray, int gray16, int plain, int turned) {}

    /**
     * Images that are there several times.
     *
     * @param exact with the same bytes
     * @param near with other bytes, but nearly the same to the eye; images of one colour aside
     * @param groups those across parts or classes first, then the larger ones
     */
    public record Duplicates(Tally exact, Tally near, List<Group> groups) {}

    /**
     * How many duplicates of a kind there are.
     *
     * @param copies images beyond the first of each group
     * @param leaked images of the validation part in groups that have images of the training part, too; nearly the same
     *     ones with all of their copies
     * @param conflicts groups whose images have different classes
     */
    public record Tally(int groups, int copies, int leaked, int conflicts) {}

    /**
     * Images that are the same.
     *
     * @param exact whether to the last byte; otherwise nearly
     * @param images how many they are
     * @param leak whether they lie in both parts of the data set
     * @param conflict whether they have different classes
     * @param members the first of them
     */
    public record Group(boolean exact, int images, boolean leak, boolean conflict, List<Member> members) {}

    /**
     * An image.
     *
     * @param index the sample's place in the data set
     * @param classes of the image
     */
    public record Member(int index, String name, boolean validation, List<String> classes) {}

    /**
     * Images that cannot be read.
     *
     * @param listed the first of them
     */
    public record Broken(int images, List<BrokenImage> listed) {}

    /** An image that cannot be read, and why. */
    public record BrokenImage(String name, String reason) {}

    /**
     * Files in an image folder that are not read, because their names are not those of images or they lie in no class
     * folder.
     *
     * @param listed the first of them, relative to the root
     */
    public record OtherFiles(int files, List<String> listed) {}
}

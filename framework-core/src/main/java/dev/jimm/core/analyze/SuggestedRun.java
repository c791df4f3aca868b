package dev.jimm.core.analyze;

import com.typesafe.config.ConfigUtil;
import dev.jimm.core.analyze.DataReport.Channels;
import dev.jimm.core.analyze.Suggestion.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Derives the settings of a run from what is in the data; {@link Recipe} has what depends on the amount of it. */
final class SuggestedRun {
    /** Networks of this kind make images 32 times smaller. */
    private static final int STRIDE = 32;

    /** Two by two places are left at the end of the network. */
    private static final int LEAST_SIZE = 64;

    /** The usual size; a larger one costs its square. */
    private static final int MOST_SIZE = 224;

    private static final int LEAST_BATCH = 4;
    private static final int LEAST_UPDATES = 8;
    private static final double RATE = 1e-3;
    private static final double RATE_BATCH = 128;

    private static final int CACHED_MEGABYTES = 512;

    /** The statistics of ImageNet, which models without weights of their own are given. */
    private static final double[] MEAN = {0.485, 0.456, 0.406};

    private static final double[] DEVIATION = {0.229, 0.224, 0.225};
    private static final double FAR_MEAN = 0.1;
    private static final double FAR_DEVIATION = 0.05;
    private static final double LEAST_DEVIATION = 1e-3;

    private final DataReport report;
    private final int images;
    private final Recipe recipe;
    private final List<Setting> settings = new ArrayList<>();

    SuggestedRun(DataReport report) {
        this.report = report;
        this.images = trainingImages(report);
        this.recipe = Recipe.of(images);
    }

    static List<String> remarks(DataReport report) {
        Recipe recipe = Recipe.of(trainingImages(report));
        List<String> remarks = new ArrayList<>();
        remarks.add("A run to begin with, suggested by 'jimm analyze' for " + report.root() + " (reader "
                + report.reader() + "): " + Words.count(report.images(), "image") + ", "
                + Words.count(report.classes().size(), "class") + ".");
        if (recipe != Recipe.LARGE) {
            remarks.add((recipe == Recipe.SMALL
                            ? "With so few images, a pretrained model that is trained further would do much better."
                            : "A pretrained model that is trained further would probably do better in less time.")
                    + " Weights cannot be loaded by name yet, so this run learns from nothing.");
        }
        return remarks;
    }

    private static int trainingImages(DataReport report) {
        double part = report.validation() > 0 ? 1 : 1 - heldOut(report);
        return (int) Math.max(1, Math.round(part * report.train()));
    }

    private static double heldOut(DataReport report) {
        return Recipe.of(report.train()) == Recipe.SMALL ? 0.2 : 0.1;
    }

    List<Setting> settings() {
        model();
        data();
        input();
        augment();
        training();
        return List.copyOf(settings);
    }

    private void set(String key, Object value, String reason) {
        settings.add(new Setting(key, value.toString(), reason));
    }

    private void model() {
        set("name", name(), "the folder of the run below runs/");
        set(
                "model.name",
                recipe.model(),
                Words.format(
                        "%s to train on are %s data: %d million parameters %s",
                        Words.count(images, "image"),
                        recipe == Recipe.SMALL ? "little" : recipe == Recipe.MEDIUM ? "a medium amount of" : "much",
                        recipe.millions(),
                        recipe == Recipe.LARGE ? "find enough to learn" : "are enough, more would learn it by heart"));
    }

    /** The last part of the root, as far as a run can be called so. */
    private String name() {
        Path last = Path.of(report.root()).toAbsolutePath().normalize().getFileName();
        String name = (last == null ? "" : last.toString())
                .replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceAll("^[._-]+", "");
        return name.isEmpty() ? "run" : text(name);
    }

    /** A text as HOCON, in quotes where it must. */
    private static String text(String value) {
        boolean plain = value.matches("[A-Za-z][A-Za-z0-9_.-]*") && !value.matches("true|false|null|include");
        return plain ? value : ConfigUtil.quoteString(value);
    }

    private void data() {
        set("data.reader", text(report.reader()), "as analyzed");
        set("data.root", text(report.root()), "as analyzed");
        if (report.validation() == 0) {
            set(
                    "data.validation-fraction",
                    heldOut(report),
                    "there is no validation part; the fewer images, the greater a part it takes to see a difference");
        }
        set(
                "data.batch-size",
                batchSize(),
                "small batches make more updates of little data; an epoch has at least " + LEAST_UPDATES);
        if (report.balance().ratio() > Findings.IMBALANCED && !report.multiLabel()) {
            set(
                    "data.sampler.order",
                    "balanced",
                    Words.format(
                            "the largest class has %.0f times the images of the smallest; so each comes as often",
                            report.balance().ratio()));
        }
        cacheAndDecode();
    }

    private void cacheAndDecode() {
        Channels channels = report.channels();
        long megabytes = (3 * channels.pixels() >> 20) + 1;
        if (megabytes <= CACHED_MEGABYTES && report.sizes().fileKilobytes() != null) {
            set("data.cache-megabytes", megabytes, "all images fit when decoded, and need not be decoded again");
        }
        if (channels.turned() > 0) {
            set(
                    "data.decode.exif-orientation",
                    true,
                    Words.count(channels.turned(), "photograph") + " stored on a side");
        }
        if (channels.gray16() > 0) {
            set(
                    "data.decode.clip-gray16",
                    false,
                    Words.count(channels.gray16(), "image")
                            + " of 16-bit gray: the high byte is taken (true would leave nearly white, as Pillow"
                            + " does)");
        }
    }

    private int batchSize() {
        int fitting = Integer.highestOneBit(Math.max(1, images / LEAST_UPDATES));
        return Math.max(LEAST_BATCH, Math.min(recipe.batchSize(), fitting));
    }

    private void input() {
        int shorter = (int) Math.min(
                report.sizes().width().median(), report.sizes().height().median());
        int size = Math.max(LEAST_SIZE, Math.min(MOST_SIZE, shorter / STRIDE * STRIDE));
        set(
                "input.size",
                size,
                "the median image is " + Math.round(report.sizes().width().median()) + " x "
                        + Math.round(report.sizes().height().median()) + " pixels; "
                        + (shorter > MOST_SIZE
                                ? "more than this costs time by the square"
                                : shorter < LEAST_SIZE
                                        ? "the model makes images 32 times smaller, so they are enlarged"
                                        : "a multiple of 32 that need not enlarge it"));
        if (shorter <= size) {
            set("input.crop-pct", 1.0, "images of this size have no margin to cut off in evaluation");
        }
        if (isFarFromImageNet()) {
            set("input.mean", list(report.channels().mean()), "of this data; it is far from ImageNet's");
            set("input.std", list(deviations()), "of this data, as the mean");
        }
    }

    private boolean isFarFromImageNet() {
        for (int channel = 0; channel < MEAN.length; channel++) {
            if (Math.abs(report.channels().mean().get(channel) - MEAN[channel]) > FAR_MEAN
                    || Math.abs(report.channels().std().get(channel) - DEVIATION[channel]) > FAR_DEVIATION) {
                return true;
            }
        }
        return false;
    }

    /** What is divided by must not be 0, as it is for images of one colour. */
    private List<Double> deviations() {
        return report.channels().std().stream()
                .map(value -> Math.max(LEAST_DEVIATION, value))
                .toList();
    }

    private static String list(List<Double> values) {
        return values.stream().map(value -> Words.format("%.4f", value)).collect(Collectors.joining(", ", "[", "]"));
    }

    private void augment() {
        String amount = recipe == Recipe.LARGE ? "much data needs little of it" : "the less data, the more it needs";
        set("augment.policy", text(recipe.policy()), "changes of colour and shape; " + amount);
        set(
                "augment.crop.scale",
                Words.format("[%s, 1.0]", recipe.leastCrop()),
                "the least part of the image that is shown: little data allows no crops that miss the object");
        set("augment.horizontal-flip", 0.5, "give 0 where left and right differ in meaning, as in text");
        set("augment.mixup", recipe.mixup(), "blends pairs of images, which keeps the model from certainty");
        set("augment.cutmix", recipe.cutmix(), "pastes a part of another image, in turns with mixup");
        if (recipe.erase() > 0) {
            set("augment.erase.probability", recipe.erase(), "hides a part, so that no single detail decides");
        }
    }

    private void training() {
        set("optimizer.name", "adamw", "needs little tuning");
        set("optimizer.lr", rate(), "1e-3 at a batch of 128, and with its square root");
        set("optimizer.weight-decay", 0.05, "usual for training from nothing");
        set("scheduler.name", "cosine", "falls slowly at first and to zero in the end; needs no tuning");
        set("scheduler.warmup-epochs", recipe.warmupEpochs(), "random weights take no large steps at first");
        set("scheduler.on-updates", true, "an epoch of little data has few updates; the rate moves at each of them");
        if (report.multiLabel()) {
            set("loss.name", "bce", "an image can have several classes, so each is a decision of its own");
        }
        set("loss.smoothing", 0.1, "some labels are always wrong");
        set(
                "train.epochs",
                recipe.epochs(),
                "the number of updates counts: the less data, the more epochs; these are about "
                        + Words.count((long) recipe.epochs() * Math.max(1, images / batchSize()), "update"));
    }

    private String rate() {
        return Words.format("%.1e", RATE * Math.sqrt(batchSize() / RATE_BATCH));
    }
}

package dev.jimm.core.analyze;

import com.typesafe.config.ConfigUtil;
import dev.jimm.core.analyze.DataReport.Channels;
import dev.jimm.core.analyze.DataReport.ClassCount;
import dev.jimm.core.analyze.Recipe.Augmentation;
import dev.jimm.core.analyze.Suggestion.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Derives the settings of a run from what is in the data; {@link Recipe} has what depends on the amount of it. */
final class SuggestedRun {
    /** Networks of this kind make images 32 times smaller. */
    private static final int STRIDE = 32;

    /** Two by two places are left at the end of the network. */
    private static final int LEAST_SIZE = 64;

    /** The usual size; a larger one costs its square. */
    private static final int MOST_SIZE = 224;

    private static final String VALIDATION_FRACTION = "data.validation-fraction";
    private static final String BATCH_SIZE = "data.batch-size";
    private static final String AS_ANALYZED = "as analyzed";

    private static final int LEAST_BATCH = 4;
    private static final int LEAST_UPDATES = 8;
    private static final double RATE = 1e-3;
    private static final double RATE_BATCH = 128;

    private static final int CACHED_MEGABYTES = 512;

    /** The rest of the heap is for decoding and for the images on their way. */
    private static final int CACHED_PART_OF_HEAP = 4;

    private static final double CUTMIX = 1;

    /** The statistics of ImageNet, which models without weights of their own are given. */
    private static final double[] MEAN = {0.485, 0.456, 0.406};

    private static final double[] DEVIATION = {0.229, 0.224, 0.225};
    private static final double FAR_MEAN = 0.1;
    private static final double FAR_DEVIATION = 0.05;
    private static final double LEAST_DEVIATION = 1e-3;

    private final DataReport report;
    private final long heap;
    private final int images;
    private final Recipe recipe;
    private final List<Setting> settings = new ArrayList<>();

    /** @param heap bytes that a training may take */
    SuggestedRun(DataReport report, long heap) {
        this.report = report;
        this.heap = heap;
        this.images = Math.max(1, report.train() - heldOutImages());
        this.recipe = Recipe.of(images);
    }

    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        remarks.add("A run to begin with, suggested by 'jimm analyze' for " + report.root() + " (reader "
                + report.reader() + "): " + Words.count(report.images(), "image") + ", "
                + Words.count(report.classes().size(), "class") + ".");
        if (recipe.pretrained != null) {
            remarks.add(recipe.pretrained + " Weights cannot be loaded by name yet, so this run learns from nothing.");
        }
        return remarks;
    }

    /** As a training holds out: a part of every class, one image at least; of multi-label data a part of all. */
    private int heldOutImages() {
        if (report.validation() > 0) {
            return 0;
        }
        IntStream groups = report.multiLabel()
                ? IntStream.of(report.train())
                : report.classes().stream().mapToInt(ClassCount::train).filter(count -> count > 0);
        return groups.map(count -> (int) Math.max(1, Math.min(count - 1, Math.round(count * heldOutPart()))))
                .sum();
    }

    private double heldOutPart() {
        String given = report.given().get(VALIDATION_FRACTION);
        return given == null ? Recipe.of(report.train()).heldOut : Double.parseDouble(given);
    }

    List<Setting> settings() {
        model();
        data();
        input();
        augment();
        training();
        return List.copyOf(settings);
    }

    /** What the user gave stays. */
    private void set(String key, Object value, String reason) {
        String given = report.given().get(key);
        settings.add(given == null ? new Setting(key, value.toString(), reason) : new Setting(key, given, AS_ANALYZED));
    }

    private boolean isSet(String key) {
        return settings.stream().anyMatch(setting -> setting.key().equals(key));
    }

    private void model() {
        set("name", name(), "the folder of the run below runs/");
        set(
                "model.name",
                recipe.network.model(),
                Words.count(images, "image") + " to train on are " + recipe.network.reason());
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
        set("data.reader", text(report.reader()), AS_ANALYZED);
        set("data.root", text(report.root()), AS_ANALYZED);
        if (report.validation() == 0 && !report.given().containsKey("data.validation-list")) {
            set(
                    VALIDATION_FRACTION,
                    heldOutPart(),
                    "there is no validation part; the fewer images, the greater a part it takes to see a difference");
        }
        set(
                BATCH_SIZE,
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
        report.given().forEach((key, value) -> {
            if (!isSet(key)) {
                set(key, value, AS_ANALYZED);
            }
        });
    }

    private void cacheAndDecode() {
        Channels channels = report.channels();
        long megabytes = (3 * channels.pixels() >> 20) + 1;
        long room = Math.min(CACHED_MEGABYTES, heap / CACHED_PART_OF_HEAP >> 20);
        if (megabytes <= room && report.sizes().fileKilobytes() != null) {
            set("data.cache-megabytes", megabytes, "all images fit when decoded, and need not be decoded again");
        }
        if (channels.turned() > 0) {
            set(
                    "data.decode.exif-orientation",
                    true,
                    Words.count(channels.turned(), "photograph") + " not stored upright");
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
        String given = report.given().get(BATCH_SIZE);
        if (given != null) {
            return Integer.parseInt(given);
        }
        int fitting = Integer.highestOneBit(Math.max(1, images / LEAST_UPDATES));
        return Math.min(images, Math.max(LEAST_BATCH, Math.min(recipe.schedule.batchSize(), fitting)));
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
        Augmentation augmentation = recipe.augmentation;
        set("augment.policy", text(augmentation.policy()), "changes of colour and shape; " + augmentation.reason());
        set(
                "augment.crop.scale",
                Words.format("[%s, 1.0]", augmentation.leastCrop()),
                "the least part of the image that is shown: little data allows no crops that miss the object");
        set("augment.horizontal-flip", 0.5, "give 0 where left and right differ in meaning, as in text");
        if (batchSize() % 2 == 0) { // the images of a batch are mixed in pairs
            set("augment.mixup", augmentation.mixup(), "blends pairs of images, which keeps the model from certainty");
            set("augment.cutmix", CUTMIX, "pastes a part of another image, in turns with mixup");
        }
        if (augmentation.erase() > 0) {
            set("augment.erase.probability", augmentation.erase(), "hides a part, so that no single detail decides");
        }
    }

    private void training() {
        set("optimizer.name", "adamw", "needs little tuning");
        set("optimizer.lr", rate(), "1e-3 at a batch of 128, and with its square root");
        set("optimizer.weight-decay", 0.05, "usual for training from nothing");
        set("scheduler.name", "cosine", "falls slowly at first and to zero in the end; needs no tuning");
        set("scheduler.warmup-epochs", recipe.schedule.warmupEpochs(), "random weights take no large steps at first");
        set("scheduler.on-updates", true, "an epoch of little data has few updates; the rate moves at each of them");
        if (report.multiLabel()) {
            set("loss.name", "bce", "an image can have several classes, so each is a decision of its own");
        }
        set("loss.smoothing", 0.1, "some labels are always wrong");
        set(
                "train.epochs",
                recipe.schedule.epochs(),
                "the number of updates counts: the less data, the more epochs; these are about "
                        + Words.count((long) recipe.schedule.epochs() * Math.max(1, images / batchSize()), "update"));
    }

    private String rate() {
        return Words.format("%.1e", RATE * Math.sqrt(batchSize() / RATE_BATCH));
    }
}

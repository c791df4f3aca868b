package dev.jimm.core.train;

import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.SamplerConfig;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.transform.TrainTransform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happens to the images of a run on their way into the model, step by step, for people. */
public final class InputDescription {
    private static final String INDENT = "  ";

    private final List<String> lines = new ArrayList<>();

    private InputDescription() {}

    public static List<String> of(RunPlan plan, Preprocessing preprocessing) {
        InputDescription description = new InputDescription();
        RunConfig config = plan.config();
        TrainTransform train = new TrainTransform(
                config.augment().images(),
                preprocessing.height(),
                preprocessing.width(),
                plan.augmentation().policy());
        List<String> steps = new ArrayList<>();
        if (config.data().decode().exifOrientation()) {
            steps.add("turn as the camera noted (EXIF)");
        }
        steps.addAll(train.describe(plan.augmentation().lines()));
        description.add("training images, " + order(config.data()), steps);
        List<String> batches = new ArrayList<>();
        batches.add("normalise by mean " + preprocessing.mean() + " and deviation " + preprocessing.std());
        batches.addAll(config.augment().batches().describe());
        int splits = config.augment().splits();
        String views = splits == 0 ? "" : ", " + splits + " views of each";
        description.add(
                "batches of " + config.data().batchSize() + " training images" + views + ", on the device", batches);
        description.add("validation images", preprocessing.evalTransform().describe());
        return description.lines;
    }

    private static String order(DataConfig data) {
        SamplerConfig sampler = data.sampler();
        String repeats = sampler.repeats() == 1 ? "" : ", each " + sampler.repeats() + " times";
        String sizes = data.resolution().sizes().isEmpty()
                ? ""
                : ", not of the size below but of " + data.resolution().sizes() + ", "
                        + name(data.resolution().order());
        return "order: " + name(sampler.order()) + repeats + sizes;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void add(String title, List<String> steps) {
        lines.add(title);
        steps.stream().flatMap(String::lines).forEach(step -> lines.add(INDENT + step));
    }
}

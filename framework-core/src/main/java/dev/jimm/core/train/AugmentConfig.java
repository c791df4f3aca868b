package dev.jimm.core.train;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.mix.BatchConfig;
import dev.jimm.core.mix.EraseConfig;
import dev.jimm.core.mix.MixConfig;
import dev.jimm.core.transform.ColorJitterConfig;
import dev.jimm.core.transform.CropConfig;
import dev.jimm.core.transform.TrainTransform;
import java.util.Objects;

/**
 * The {@code augment} section: what happens to training images one by one ({@link TrainTransform.Config}), and to whole
 * batches of them ({@link BatchConfig}).
 *
 * @param policy the name of an augmentation policy or its short form, or {@code null} for none
 * @param options the policy's own
 * @param mixup the parameter of the Beta distribution that mixup draws from; 0: no mixup
 * @param cutmix the same of cutmix
 * @param mix how images are mixed
 * @param erase random erasing
 */
public record AugmentConfig(
        String policy,
        Config options,
        CropConfig crop,
        double horizontalFlip,
        double verticalFlip,
        ColorJitterConfig colorJitter,
        double grayscale,
        double blur,
        int splits,
        double mixup,
        double cutmix,
        MixConfig mix,
        EraseConfig erase) {
    public AugmentConfig {
        Objects.requireNonNull(options);
        // both check their part
        new TrainTransform.Config(crop, horizontalFlip, verticalFlip, colorJitter, grayscale, blur, splits);
        new BatchConfig(mixup, cutmix, mix, erase, splits);
    }

    public static AugmentConfig defaults() {
        return of(null, ConfigFactory.empty(), TrainTransform.Config.defaults(), BatchConfig.NONE);
    }

    private static AugmentConfig of(String policy, Config options, TrainTransform.Config images, BatchConfig batches) {
        return new AugmentConfig(
                policy,
                options,
                images.crop(),
                images.horizontalFlip(),
                images.verticalFlip(),
                images.colorJitter(),
                images.grayscale(),
                images.blur(),
                images.splits(),
                batches.mixup(),
                batches.cutmix(),
                batches.mix(),
                batches.erase());
    }

    /** What happens to images one by one, but for the policy. */
    public TrainTransform.Config images() {
        return new TrainTransform.Config(crop, horizontalFlip, verticalFlip, colorJitter, grayscale, blur, splits);
    }

    /** What happens to whole batches. */
    public BatchConfig batches() {
        return new BatchConfig(mixup, cutmix, mix, erase, splits);
    }

    /** The same with other options of the policy. */
    AugmentConfig options(Config others) {
        return of(policy, others, images(), batches());
    }
}

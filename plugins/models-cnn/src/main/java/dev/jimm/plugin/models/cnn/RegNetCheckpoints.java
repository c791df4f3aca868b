package dev.jimm.plugin.models.cnn;

import dev.jimm.api.checkpoint.StateDict;

/** RegNets as torchvision and VISSL (SEER) published them. */
final class RegNetCheckpoints {
    private static final String VISSL = "classy_state_dict.base_model.model.";

    private RegNetCheckpoints() {}

    static StateDict convert(StateDict saved) {
        if (saved.hasAny("^classy_state_dict\\.")) {
            StateDict model = saved.below(VISSL);
            return blocks(vissl(model.below("trunk.")).withAll(heads(model.below("heads."))));
        }
        if (!saved.has("stem.0.weight")) {
            return saved;
        }
        return blocks(saved.rename("^stem\\.0\\.", "stem.conv.")
                .rename("^stem\\.1\\.", "stem.bn.")
                .rename("^trunk_output\\.block(\\d)\\.block\\d+-(\\d+)", match -> block(match.group(1), match.group(2)))
                .rename("^fc\\.", "head.fc."));
    }

    private static StateDict vissl(StateDict trunk) {
        return trunk.rename("^_feature_blocks\\.conv1\\.stem\\.0\\.", "stem.conv.")
                .rename("^_feature_blocks\\.conv1\\.stem\\.1\\.", "stem.bn.")
                .rename("^_feature_blocks\\.res\\d\\.block(\\d)-(\\d+)", match -> block(match.group(1), match.group(2)))
                .rename("^(s\\d\\.b\\d+)\\.bn\\.", "$1.downsample.bn.");
    }

    /** The classifier; what the training without labels projected on is left out. */
    private static StateDict heads(StateDict heads) {
        return heads.drop("projection_head|prototypes").rename("^0\\.clf\\.0\\.", "head.fc.");
    }

    /** Blocks are counted from 1 here and from 0 there. */
    private static String block(String stage, String block) {
        return "s" + stage + ".b" + (Integer.parseInt(block) + 1);
    }

    private static StateDict blocks(StateDict named) {
        return named.rename("\\.f\\.a\\.0\\.", ".conv1.conv.")
                .rename("\\.f\\.a\\.1\\.", ".conv1.bn.")
                .rename("\\.f\\.b\\.0\\.", ".conv2.conv.")
                .rename("\\.f\\.b\\.1\\.", ".conv2.bn.")
                .rename("\\.f\\.final_bn\\.", ".conv3.bn.")
                .rename("\\.f\\.se\\.excitation\\.0\\.", ".se.fc1.")
                .rename("\\.f\\.se\\.excitation\\.2\\.", ".se.fc2.")
                .rename("\\.f\\.se\\.", ".se.")
                .rename("\\.f\\.c\\.0\\.", ".conv3.conv.")
                .rename("\\.f\\.c\\.1\\.", ".conv3.bn.")
                .rename("\\.f\\.c\\.", ".conv3.conv.")
                .rename("\\.proj\\.0\\.", ".downsample.conv.")
                .rename("\\.proj\\.1\\.", ".downsample.bn.")
                .rename("\\.proj\\.", ".downsample.conv.");
    }
}

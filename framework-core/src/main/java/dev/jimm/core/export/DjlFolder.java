package dev.jimm.core.export;

import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.transform.CropMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model as a folder that DJL and DJL Serving open without jimm: the TorchScript file, the class names, and how DJL is to prepare
 * images, which comes as near to our preprocessing as DJL's options allow.
 */
public final class DjlFolder {
    public static final String MODEL = "model.pt";
    public static final String PROPERTIES = "serving.properties";
    public static final String CLASSES = "synset.txt";

    private static final int MOST_CLASSES = 5;
    /** DJL's names of the filters; those that it has not have a near one. */
    private static final Map<String, String> FILTERS = Map.of(
            "nearest", "NEAREST",
            "box", "AREA",
            "bilinear", "BILINEAR",
            "hamming", "BILINEAR",
            "bicubic", "BICUBIC",
            "lanczos", "BICUBIC");

    private DjlFolder() {}

    /**
     * Writes the files, each whole or not at all.
     *
     * @return where DJL prepares images otherwise than jimm, a sentence each
     * @throws dev.jimm.core.error.JimmException DATA when they cannot be written
     */
    public static List<String> write(Path folder, ExportedModel model, int batch) {
        ExportFolder.create(folder);
        TorchScriptFile.write(folder.resolve(MODEL), model, batch);
        ExportFolder.write(folder.resolve(CLASSES), String.join("\n", names(model)));
        List<String> differences = differences(model.preprocessing());
        ExportFolder.write(folder.resolve(PROPERTIES), properties(model, differences));
        return differences;
    }

    /** DJL reads a name a line, so a name is one. */
    private static List<String> names(ExportedModel model) {
        return model.classNames().stream()
                .map(name -> name.replaceAll("\\R", " "))
                .toList();
    }

    private static String properties(ExportedModel model, List<String> differences) {
        Preprocessing preprocessing = model.preprocessing();
        List<String> lines = new ArrayList<>();
        lines.add("# " + model.name() + ", exported by jimm");
        differences.forEach(difference -> lines.add("# " + difference));
        lines.add("engine=PyTorch");
        lines.add("option.modelName=model");
        lines.add("translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory");
        lines.add("width=" + preprocessing.width());
        lines.add("height=" + preprocessing.height());
        lines.addAll(resize(preprocessing));
        lines.add("normalize="
                + Stream.concat(preprocessing.mean().stream(), preprocessing.std().stream())
                        .map(String::valueOf)
                        .collect(Collectors.joining(",")));
        lines.add("applySoftmax=true");
        lines.add("topK=" + Math.min(MOST_CLASSES, model.outputs()));
        return String.join("\n", lines);
    }

    private static List<String> resize(Preprocessing preprocessing) {
        int height = resized(preprocessing.height(), preprocessing);
        int width = resized(preprocessing.width(), preprocessing);
        String filter = FILTERS.get(preprocessing.interpolation());
        return switch (preprocessing.cropMode()) {
            case CENTER -> List.of("resizeShort=" + Math.max(height, width) + ",-1," + filter, "centerCrop=true");
            case SQUASH -> List.of("resize=" + width + "," + height + "," + filter, "centerCrop=true");
            case BORDER -> List.of("resizeShort=-1," + Math.min(height, width) + "," + filter, "centerFit=true");
        };
    }

    private static int resized(int side, Preprocessing preprocessing) {
        return (int) Math.floor(side / preprocessing.cropPct());
    }

    private static List<String> differences(Preprocessing preprocessing) {
        List<String> differences = new ArrayList<>();
        differences.add("DJL resizes in floating point and cuts an odd border half a pixel aside;"
                + " jimm rounds to bytes, as Pillow does");
        String filter = preprocessing.interpolation();
        if (!FILTERS.get(filter).equalsIgnoreCase(filter) && !filter.equals("box")) {
            differences.add("DJL has no filter " + filter + "; " + FILTERS.get(filter) + " stands in for it");
        }
        boolean square = preprocessing.height() == preprocessing.width();
        if (preprocessing.cropMode() == CropMode.BORDER) {
            differences.add("DJL pads with black; jimm with the mean colour");
        }
        if (preprocessing.cropMode() != CropMode.SQUASH && !square) {
            differences.add("DJL resizes by one side; jimm by the side that decides for an input that is no square");
        }
        return differences;
    }
}

package dev.jimm.app.export;

import dev.jimm.app.export.Exporter.Port;
import dev.jimm.app.export.Exporter.Written;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.export.ExportCheck;
import dev.jimm.core.export.ExportedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an export did.
 *
 * @param source the run or name that was given
 * @param trained whether the weights were trained, or are fresh
 * @param check {@code null} when none was asked for
 */
record ExportReport(
        String model,
        String source,
        boolean trained,
        long parameters,
        String format,
        List<WrittenFile> files,
        List<Port> inputs,
        List<Port> outputs,
        List<String> preprocessing,
        List<String> notes,
        Check check,
        List<String> next) {
    /** A file with its size. */
    record WrittenFile(String path, long bytes) {
        private static WrittenFile of(Path path) {
            try {
                return new WrittenFile(path.toString(), Files.size(path));
            } catch (IOException e) {
                throw new JimmException(Category.DATA, path + ": cannot be read: " + Reason.of(e), e);
            }
        }
    }

    /**
     * How far the written model is from the original.
     *
     * @param runtime what ran it
     * @param difference of a logit at most, as a part of the largest
     */
    record Check(String runtime, double difference, double tolerance, boolean passed) {
        static Check of(String runtime, double difference) {
            return new Check(runtime, difference, ExportCheck.TOLERANCE, difference <= ExportCheck.TOLERANCE);
        }

        private String text() {
            String where = " (" + runtime + ", beside the original)";
            if (difference == 0) {
                return "the same outputs" + where;
            }
            return Text.format(
                    "outputs apart by %.1e of the largest at most, %s the limit of %.0e%s",
                    difference, passed ? "below" : "ABOVE", tolerance, where);
        }
    }

    static ExportReport of(
            String source, boolean trained, ExportedModel model, ExportFormat format, Written written, Check check) {
        List<String> preprocessing =
                new ArrayList<>(model.preprocessing().evalTransform().describe());
        preprocessing.add(
                "divide by 255, subtract " + join(model.preprocessing().mean()) + ", divide by "
                        + join(model.preprocessing().std()));
        return new ExportReport(
                model.name(),
                source,
                trained,
                model.weights().table().weightCount(),
                format.toString(),
                written.files().stream().map(WrittenFile::of).toList(),
                written.inputs(),
                written.outputs(),
                preprocessing,
                written.notes(),
                check,
                written.next());
    }

    private static String join(List<Double> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    boolean isSound() {
        return check == null || check.passed();
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(model + (trained ? " of " + source : ", fresh weights") + ", " + Text.millions(parameters)
                + " parameters, as " + format);
        Table table = new Table();
        files.forEach(file -> table.row("file", file.path() + ", " + Text.bytes(file.bytes())));
        inputs.forEach(port -> table.row("input", text(port)));
        outputs.forEach(port -> table.row("output", text(port)));
        preprocessing.forEach(step -> table.row("images", step));
        notes.forEach(note -> table.row("note", note));
        if (check != null) {
            table.row("check", check.text());
        }
        next.forEach(step -> table.row("next", step));
        table.lines().forEach(line -> lines.add("  " + line));
        return lines;
    }

    private static String text(Port port) {
        List<String> sizes = new ArrayList<>();
        for (long size : port.shape()) {
            sizes.add(size >= 0 ? "" + size : sizes.isEmpty() ? "N" : "any");
        }
        return port.name() + "  " + port.type() + "  " + String.join(" x ", sizes);
    }
}

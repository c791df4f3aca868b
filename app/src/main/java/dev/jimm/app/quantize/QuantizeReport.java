package dev.jimm.app.quantize;

import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.quantize.QuantizedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was written, and what it is worth.
 *
 * @param form static or dynamic
 * @param calibrationImages how many the ranges were measured with
 * @param layers the names of the quantised weights
 * @param activations how many tensors are quantised with fixed steps
 * @param kept the products that stay in float32, and how many
 * @param check {@code null} when nothing was compared
 */
record QuantizeReport(
        String file,
        String form,
        int calibrationImages,
        List<String> layers,
        int activations,
        Map<String, Integer> kept,
        Comparison.Result check) {
    private static final String DYNAMIC = "dynamic";

    static QuantizeReport of(QuantizedFile written, boolean dynamic, Comparison.Result check) {
        return new QuantizeReport(
                written.file().file().toString(),
                dynamic ? DYNAMIC : "static",
                written.images(),
                written.layers(),
                written.activations(),
                written.kept(),
                check);
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(file + ": " + Text.count(layers.size(), "layer") + " in INT8, " + steps());
        kept.forEach((what, count) -> lines.add("  stays in float32: " + count + " x " + what));
        if (check != null) {
            lines.add("");
            lines.addAll(table());
            lines.add("");
            lines.add("of " + Text.count(check.images(), "image") + " in ONNX Runtime, "
                    + Text.count(check.threads(), "thread"));
        }
        return lines;
    }

    private String steps() {
        return form.equals(DYNAMIC)
                ? "whose inputs are measured when they run"
                : Text.count(activations, "tensor") + " between them, measured with "
                        + Text.count(calibrationImages, "image");
    }

    private List<String> table() {
        Comparison.Side exact = check.exact();
        Comparison.Side quantized = check.quantized();
        Table table = new Table("", "float32", "INT8")
                .row("size", Text.bytes(exact.bytes()), Text.bytes(quantized.bytes()))
                .row("images/s", speed(exact), speed(quantized));
        if (exact.top1() != null) {
            table.row("top-1", Text.percent(exact.top1()), Text.percent(quantized.top1()))
                    .row("top-5", Text.percent(exact.top5()), Text.percent(quantized.top5()));
        }
        return table.row("same first class", "", Text.percent(check.agreement1()))
                .row("first class among five", "", Text.percent(check.agreement5()))
                .lines();
    }

    private static String speed(Comparison.Side side) {
        return Text.format("%.1f", side.imagesPerSecond());
    }
}

package dev.jimm.app.model;

import dev.jimm.api.tensor.Precision;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm benchmark}. */
@Command(
        name = "benchmark",
        description = "Measure how many images a second a model takes, by precision and by layout in memory.")
public final class BenchmarkCommand implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Models.")
    private List<String> names;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "32",
            description = "Images at a time. Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(names = "--train", description = "Measure training: forward and backward. Default: inference.")
    private boolean train;

    public BenchmarkCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (batchSize < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size must be at least 1, is " + batchSize);
        }
        ModelCatalogue models = session.get(ModelCatalogue.class);
        List<ImageModel> chosen = names.stream().map(models::create).toList();
        for (ImageModel model : chosen) {
            measure(model);
        }
    }

    private void measure(ImageModel model) {
        PrintWriter out = spec.commandLine().getOut();
        int[] size = model.imageSize();
        out.println(model.entry().name() + ", " + (train ? "training" : "inference") + ", batches of " + batchSize + " x "
                + size[0] + " x " + size[1] + ", " + Text.count(Engine.threads(), "thread") + ", traced");
        out.flush();
        Table table = new Table("  precision", "layout", "images/s", "ratio");
        double base = 0;
        for (Precision precision : Precision.values()) {
            for (boolean channelsLast : new boolean[] {false, true}) {
                double speed;
                try (SpeedTest test = new SpeedTest(model, batchSize, precision, channelsLast, train)) {
                    speed = test.imagesPerSecond();
                }
                base = base == 0 ? speed : base;
                table.row(
                        "  " + precision.name().toLowerCase(Locale.ROOT),
                        channelsLast ? "channels last" : "channels first",
                        Text.format("%.1f", speed),
                        Text.format("%.2f", speed / base));
            }
        }
        table.lines().forEach(out::println);
        out.flush();
    }
}

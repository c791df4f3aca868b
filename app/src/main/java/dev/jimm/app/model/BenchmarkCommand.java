package dev.jimm.app.model;

import dev.jimm.api.tensor.Precision;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        out.println(model.entry().name() + ", " + (train ? "training" : "inference") + ", batches of " + batchSize
                + " x " + size[0] + " x " + size[1] + ", " + Text.count(Engine.threads(), "thread") + ", traced");
        out.flush();
        Map<String[], SpeedTest> tests = new LinkedHashMap<>();
        try {
            for (Precision precision : Precision.values()) {
                String name = "  " + precision.name().toLowerCase(Locale.ROOT);
                tests.put(
                        new String[] {name, "channels first"},
                        new SpeedTest(model, batchSize, precision, false, train));
                tests.put(
                        new String[] {name, "channels last"}, new SpeedTest(model, batchSize, precision, true, train));
            }
            // in turn, so that whatever else the machine does slows all of them down
            while (!tests.values().stream().allMatch(SpeedTest::isDone)) {
                tests.values().forEach(SpeedTest::run);
            }
            table(tests).lines().forEach(out::println);
        } finally {
            tests.values().forEach(SpeedTest::close);
        }
        out.flush();
    }

    private static Table table(Map<String[], SpeedTest> tests) {
        Table table = new Table("  precision", "layout", "images/s", "ratio");
        double first = tests.values().iterator().next().imagesPerSecond();
        tests.forEach((name, test) -> table.row(
                name[0],
                name[1],
                Text.format("%.1f", test.imagesPerSecond()),
                Text.format("%.2f", test.imagesPerSecond() / first)));
        return table;
    }
}

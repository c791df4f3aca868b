package dev.jimm.app.model;

import dev.jimm.api.tensor.Precision;
import dev.jimm.app.machine.Machine;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm benchmark}. */
@Command(
        name = "benchmark",
        description = "Measure how many images a second a model takes, and how much memory, by precision and layout.")
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
        PrintWriter out = spec.commandLine().getOut();
        out.println(Machine.HERE.processor().orElse(System.getProperty("os.arch")) + ", "
                + Text.count(Engine.threads(), "thread") + " of " + Engine.version());
        for (ImageModel model : chosen) {
            int[] size = model.imageSize();
            out.println();
            out.println(model.entry().name() + ", " + (train ? "training" : "inference") + ", batches of " + batchSize
                    + " x " + size[0] + " x " + size[1] + ", traced");
            out.flush();
            measure(model).lines().forEach(line -> out.println("  " + line));
        }
        if (Machine.HERE.residentMemory().isPresent()) {
            out.println();
            out.println("memory: the most that was held at a time, weights included");
        }
        out.flush();
    }

    /** A way to run a model, and the memory that it takes. */
    private record Variant(Precision precision, boolean channelsLast, SpeedTest test, OptionalLong memory) {}

    private Table measure(ImageModel model) {
        List<Variant> variants = new ArrayList<>();
        try {
            for (Precision precision : Precision.values()) {
                variants.add(prepare(model, precision, false));
                variants.add(prepare(model, precision, true));
            }
            // in turn, so that whatever else the machine does slows all of them down
            while (!variants.stream().allMatch(variant -> variant.test.isDone())) {
                variants.forEach(variant -> variant.test.run());
            }
            return table(variants);
        } finally {
            variants.forEach(variant -> variant.test.close());
        }
    }

    private Variant prepare(ImageModel model, Precision precision, boolean channelsLast) {
        try (MemoryWatch watch = MemoryWatch.start(Machine.HERE)) {
            SpeedTest test = new SpeedTest(model, batchSize, precision, channelsLast, train);
            test.warmUp();
            return new Variant(precision, channelsLast, test, watch.peak());
        }
    }

    private static Table table(List<Variant> variants) {
        Table table = new Table("precision", "layout", "images/s", "ratio", "memory");
        double first = variants.get(0).test.imagesPerSecond();
        for (Variant variant : variants) {
            double speed = variant.test.imagesPerSecond();
            table.row(
                    variant.precision.name().toLowerCase(Locale.ROOT),
                    variant.channelsLast ? "channels last" : "channels first",
                    Text.format("%.1f", speed),
                    Text.format("%.2f", speed / first),
                    variant.memory.isPresent() ? Text.bytes(variant.memory.getAsLong()) : "-");
        }
        return table;
    }
}

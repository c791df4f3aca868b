package dev.jimm.app.model;

import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Precision;
import dev.jimm.app.model.SpeedTest.Variant;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.machine.Machine;
import dev.jimm.core.model.Glob;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.train.RunPlan;
import dev.jimm.core.train.RunPlanner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm benchmark}. */
@Command(
        name = "benchmark",
        description = {
            "Measure how many images a second a model takes, by precision and by layout in memory; or how long"
                    + " optimizers take to update its parameters; or how many images a second the input pipeline of a"
                    + " run makes."
        })
public final class BenchmarkCommand implements Runnable {
    private static final String ROW = "  %-14s %8s  %15s  %8s";
    private static final double MILLIS = 1000;
    private static final int MEBI = 20;

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Models.")
    private List<String> names = List.of();

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "32",
            description = "Images at a time. Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(
            names = "--train",
            description = "Measure training: forward, backward and a step of SGD with momentum. Default: inference.")
    private boolean train;

    @Option(
            names = "--infer",
            description = "Measure inference in all ways to run it: eager, traced, optimised, and ONNX Runtime with the"
                    + " exported model; the latency of 1 image and the throughput of a batch.")
    private boolean infer;

    @Option(
            names = "--variant",
            paramLabel = "PRECISION,LAYOUT",
            description = "Measure this way to run a model alone, such as bf16,channels-last, so that the memory is its"
                    + " own. Default: fp32 and bf16, channels first and last. With --infer: eager, traced, optimised,"
                    + " optimised-bf16 or onnxruntime.")
    private String variant;

    @Option(
            names = "--reparam",
            description = "Measure inference with the parallel branches of RepVGG, MobileOne and their like made one"
                    + " convolution.")
    private boolean reparameterised;

    @Option(
            names = "--optimizers",
            paramLabel = "GLOB",
            description = "Measure the optimizers whose names match, such as '*' (in quotes), instead: an update"
                    + " of all parameters, beside fused AdamW.")
    private String optimizers;

    @Option(
            names = "--loader",
            paramLabel = "FILE",
            description =
                    "Measure the training input of a run's configuration instead: reading, decoding and augmenting,"
                            + " without a model.")
    private Path loader;

    public BenchmarkCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (batchSize < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size must be at least 1, is " + batchSize);
        }
        if (names.isEmpty() == (loader == null)) {
            throw new ParameterException(
                    spec.commandLine(), "give the names of models, or --loader and the file of a run");
        }
        if (optimizers != null && train) {
            throw new ParameterException(
                    spec.commandLine(), "--train and --optimizers are two measurements; choose one");
        }
        if (reparameterised && (train || optimizers != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--reparam is for inference; what is trained are the branches");
        }
        if (infer && (train || optimizers != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--infer, --train and --optimizers are measurements of their own; choose one");
        }
        if (loader != null) {
            measureLoader();
            return;
        }
        List<String> rules = optimizers == null ? List.of() : matching(optimizers);
        ModelCatalogue models = session.get(ModelCatalogue.class);
        List<ImageModel> chosen = names.stream()
                .map(models::create)
                .map(model -> reparameterised ? model.fused() : model)
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        out.println(Machine.HERE.processor().orElse(System.getProperty("os.arch")) + ", "
                + Text.count(Engine.threads(), "thread") + " of " + Engine.version());
        for (ImageModel model : chosen) {
            if (optimizers != null) {
                measureUpdates(model, rules, out);
                continue;
            }
            if (infer) {
                measureInference(model, out);
                continue;
            }
            int[] size = model.imageSize();
            out.println();
            out.println(model.entry().name() + ", " + (train ? "training" : "inference")
                    + (reparameterised ? ", reparameterised" : "") + ", batches of " + batchSize
                    + " x " + size[0] + " x " + size[1] + ", traced");
            out.flush();
            measure(model).lines().forEach(line -> out.println("  " + line));
        }
        Machine.HERE.peakMemory().ifPresent(bytes -> {
            out.println();
            out.println("jimm held " + Text.format("%,d MB", bytes >> MEBI) + " of memory at most"
                    + (optimizers == null && variant == null ? ", all variants of a model at a time" : ""));
        });
        out.flush();
    }

    private void measureLoader() {
        RunPlan plan = session.get(RunPlanner.class).plan(ConfigFile.load(loader, List.of()));
        DataConfig data = plan.config().data();
        PrintWriter out = spec.commandLine().getOut();
        out.println("training input of " + loader + ": " + data.reader() + " " + data.root() + ", batches of "
                + data.batchSize() + ", " + Text.count(data.workers(), "worker"));
        out.flush();
        LoaderSpeed test = new LoaderSpeed(plan, session.get(DataSets.class), session.get(ModelCatalogue.class));
        LoaderSpeed.Result result = test.measure();
        out.println(Text.format("%8.1f images/s", result.imagesPerSecond()));
        out.println(Text.format("%8.2f ms of processor time an image", result.processorMillisPerImage()));
        out.flush();
    }

    private List<String> matching(String glob) {
        Glob wanted = new Glob(glob);
        Set<String> names = session.get(ProviderCatalogue.class).names(ProviderKind.OPTIMIZER);
        List<String> found = names.stream().filter(wanted::matches).toList();
        if (found.isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION, "no optimizer matches '" + glob + "'" + Nearest.hint(glob, names));
        }
        return found;
    }

    private void measureInference(ImageModel model, PrintWriter out) {
        List<InferenceSpeed.Way> ways = ways();
        int[] size = model.imageSize();
        for (int batch : new int[] {1, batchSize}) {
            out.println();
            out.println(model.entry().name() + ", inference of " + size[0] + " x " + size[1]);
            out.flush();
            try (InferenceSpeed speed = new InferenceSpeed(model, batch, ways)) {
                speed.measure().lines().forEach(line -> out.println("  " + line));
            }
            out.flush();
        }
    }

    private List<InferenceSpeed.Way> ways() {
        List<InferenceSpeed.Way> all = List.of(InferenceSpeed.Way.values());
        List<InferenceSpeed.Way> chosen = all.stream()
                .filter(way -> variant == null || variant.equals(way.option()))
                .toList();
        if (chosen.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--variant must with --infer be one of "
                            + all.stream().map(InferenceSpeed.Way::option).collect(Collectors.joining(", ")) + ", is '"
                            + variant + "'");
        }
        return chosen;
    }

    private void measureUpdates(ImageModel model, List<String> rules, PrintWriter out) {
        out.println();
        out.println(model.entry().name() + ", updates of "
                + Text.count(model.structure().parameters().weights().size(), "tensor") + ", "
                + Text.millions(model.structure().parameters().weightCount()) + " parameters");
        out.println(Text.format(ROW, "optimizer", "ms", "fused AdamW = 1", "state"));
        try (UpdateSpeedTest test = new UpdateSpeedTest(model.structure())) {
            for (String name : rules) {
                UpdateSpeedTest.Result result = test.measure(rule(name));
                out.println(Text.format(
                        ROW,
                        name,
                        Text.format("%.1f", result.seconds() * MILLIS),
                        Text.format("%.2f", result.ratio()),
                        Text.bytes(result.stateBytes())));
                out.flush();
            }
        }
        if (rules.stream().map(this::rule).anyMatch(rule -> rule.hessianSamples(rule.phase(1)) > 0)) {
            out.println("  (without what the second gradients of adahessian and its like cost)");
        }
    }

    private UpdateRule rule(String name) {
        return usual(
                session.get(ProviderCatalogue.class)
                        .find(ProviderKind.OPTIMIZER, name)
                        .provider(),
                name);
    }

    private static <C extends Record> UpdateRule usual(OptimizerProvider<C> provider, String name) {
        return provider.rule(name, provider.defaults(name));
    }

    /** A way to run a model, under measurement. */
    private record Measured(Variant variant, SpeedTest test) {}

    private List<Variant> variants() {
        if (variant == null) {
            return List.of(
                    new Variant(Precision.FP32, false),
                    new Variant(Precision.FP32, true),
                    new Variant(Precision.BF16, false),
                    new Variant(Precision.BF16, true));
        }
        for (Precision precision : Precision.values()) {
            for (boolean last : new boolean[] {false, true}) {
                Variant known = new Variant(precision, last);
                if (variant.equals(name(precision) + "," + layout(known).replace(' ', '-'))) {
                    return List.of(known);
                }
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "--variant must be fp32, bf16 or fp16, a comma, and channels-first or channels-last, is '" + variant
                        + "'");
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    private static String layout(Variant variant) {
        return variant.channelsLast() ? "channels last" : "channels first";
    }

    private Table measure(ImageModel model) {
        List<Measured> variants = new ArrayList<>();
        Optional<UpdateRule> rule = train ? Optional.of(rule("sgd")) : Optional.empty();
        try {
            for (Variant each : variants()) {
                SpeedTest test = new SpeedTest(model, batchSize, each, rule);
                variants.add(new Measured(each, test));
                test.warmUp();
            }
            // in turn, so that whatever else the machine does slows all of them down
            while (!variants.stream().allMatch(each -> each.test.isDone())) {
                variants.forEach(each -> each.test.run());
            }
            return table(variants);
        } finally {
            variants.forEach(each -> each.test.close());
        }
    }

    private static Table table(List<Measured> variants) {
        Table table = new Table("precision", "layout", "images/s", "ratio");
        double first = variants.get(0).test.imagesPerSecond();
        for (Measured measured : variants) {
            double speed = measured.test.imagesPerSecond();
            table.row(
                    name(measured.variant.precision()),
                    layout(measured.variant),
                    Text.format("%.1f", speed),
                    Text.format("%.2f", speed / first));
        }
        return table;
    }
}

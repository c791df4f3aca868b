package dev.jimm.app.average;

import dev.jimm.app.session.Session;
import dev.jimm.app.text.Launcher;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.average.Ingredients;
import dev.jimm.core.average.Soup;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.metric.Metrics;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.train.RunPlanner;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.weights.Checkpoint;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm average}. */
@Command(
        name = "average",
        description = {
            "Average the weights of checkpoints of one model (a model soup).",
            "They must come from one run, or from runs that started from the same weights; what counts is measured on"
                    + " the images that the first one's run held out."
        })
public final class AverageCommand implements Runnable {
    private static final int SOME_BATCHES = 50;

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "The folder of a run (the checkpoints of its epochs are taken) or of a checkpoint.")
    private List<Path> paths;

    @Option(
            names = "--greedy",
            description = "Begin with the best, and add one after the other as long as the metric does not fall."
                    + " Default: all.")
    private boolean greedy;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            defaultValue = Metrics.TOP1,
            description = "What to measure. Default: ${DEFAULT-VALUE}.")
    private String metric;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Take no more than the last N of a run. Default: all that it kept.")
    private Integer last;

    @Option(
            names = "--recalibrate",
            paramLabel = "BATCHES",
            defaultValue = "" + SOME_BATCHES,
            description = "Take the running statistics of an average from so many batches of training images; 0 to"
                    + " average them too. Default: ${DEFAULT-VALUE}.")
    private int batches;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            required = true,
            description = "Where to write the average: a new folder, for 'validate' and 'predict'.")
    private Path output;

    public AverageCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        requireAtLeast(1, "--last", last == null ? 1 : last);
        requireAtLeast(0, "--recalibrate", batches);
        Ingredients.requireFree(output);
        Ingredients ingredients = Ingredients.open(paths, last == null ? Integer.MAX_VALUE : last);
        Path first = ingredients.checkpoints().get(0).folder();
        try (SavedModel saved = SavedModel.load(first, session.get(ModelCatalogue.class))) {
            ingredients.requireFit(saved.weights());
            try (HeldOutScore score = new HeldOutScore(
                    ingredients, saved, metric, batches, session.get(DataSets.class), session.get(RunPlanner.class))) {
                average(ingredients, saved, score);
            }
        }
    }

    private void requireAtLeast(int least, String option, int value) {
        if (value < least) {
            throw new ParameterException(spec.commandLine(), option + " must be at least " + least + ", is " + value);
        }
    }

    private void average(Ingredients ingredients, SavedModel saved, HeldOutScore score) {
        int models = ingredients.checkpoints().size();
        List<Double> singles =
                IntStream.range(0, models).mapToObj(i -> score.of(List.of(i))).toList();
        Soup soup = greedy ? Soup.greedy(singles, score::of) : Soup.uniform(models, score::of);
        // the last average that was tried need not be the one that was chosen
        score.fill(soup.taken());
        int recalibrated = soup.taken().size() > 1 ? batches : 0;
        ingredients.write(output, soup, saved.weights(), metric, greedy, recalibrated);
        print(ingredients.checkpoints(), singles, soup);
    }

    private void print(List<Checkpoint> checkpoints, List<Double> singles, Soup soup) {
        PrintWriter out = spec.commandLine().getOut();
        Table table = new Table("", metric, "checkpoint");
        for (int i = 0; i < checkpoints.size(); i++) {
            table.row(
                    soup.taken().contains(i) ? "+" : "",
                    shown(singles.get(i)),
                    checkpoints.get(i).folder());
        }
        table.lines().forEach(out::println);
        double best = singles.stream().max(Double::compare).orElseThrow();
        out.println();
        new Table()
                .row("averaged", soup.taken().size() + " of " + checkpoints.size())
                .row(metric, shown(soup.score()))
                .row("best single", shown(best))
                .lines()
                .forEach(line -> out.println("  " + line));
        out.println();
        out.println("written: " + output + "; '" + Launcher.command("validate", output.toString()) + "' takes it");
        out.flush();
    }

    /** Of a score, where higher is better, the metric. */
    private String shown(double score) {
        if (!Double.isFinite(score)) {
            return "not finite";
        }
        return Text.format("%.4f", Metrics.isHigherBetter(metric) ? score : -score);
    }
}

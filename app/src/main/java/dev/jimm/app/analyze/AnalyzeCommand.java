package dev.jimm.app.analyze;

import dev.jimm.api.data.DataSet;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.ImagesBar;
import dev.jimm.app.text.Json;
import dev.jimm.app.text.OutputFile;
import dev.jimm.app.text.Terminal;
import dev.jimm.core.analyze.Analysis;
import dev.jimm.core.analyze.DataReport;
import dev.jimm.core.analyze.FolderSurvey;
import dev.jimm.core.analyze.Suggestion;
import dev.jimm.core.data.ClassMap;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.reader.ImageFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm analyze}. */
@Command(
        name = "analyze",
        description = "Look through a data set: classes, sizes, colours, duplicates, broken files; and suggest a run.")
public final class AnalyzeCommand implements Runnable {
    private static final String IMAGE_FOLDER = "image-folder";
    private static final String JSON = ".json";
    private static final String HTML = ".html";
    private static final String RUN = ".conf";
    private static final int MOST_WORKERS = 256;

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "ROOT",
            description = "The data set: ROOT/CLASS/*.jpg, or ROOT/train/CLASS/*.jpg with ROOT/val beside it; or what"
                    + " the reader expects.")
    private Path root;

    @Option(
            names = "--reader",
            paramLabel = "NAME",
            defaultValue = IMAGE_FOLDER,
            description = "The reader of the data set, as data.reader in a run. Default: ${DEFAULT-VALUE}.")
    private String reader;

    @Option(
            names = "--set",
            paramLabel = "data.KEY=VALUE",
            description = "Gives a key of the data section, such as data.options.label-separator=\";\" or"
                    + " data.class-map=FILE; may be repeated. The suggested run has it, too.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write FILE.json (all results), FILE.html (a page with pictures) or FILE.conf (the suggested"
                    + " run; a new file); may be repeated.")
    private List<Path> outputs = new ArrayList<>();

    @Option(
            names = "--workers",
            paramLabel = "COUNT",
            description = "Threads, 1 to 256. Default: as many as there are cores. The results do not depend on it.")
    private int workers = Runtime.getRuntime().availableProcessors();

    public AnalyzeCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new JimmException(
                    Category.CONFIGURATION, "--workers must be between 1 and " + MOST_WORKERS + ", is " + workers);
        }
        List<OutputFile> files =
                outputs.stream().map(AnalyzeCommand::outputFile).toList();
        DataSettings data = DataSettings.of(reader, root, settings);
        try (DataSet opened = open(data.config())) {
            Analysis analysis = analyze(mapped(opened, data.config().classMap()), data.given());
            print(analysis.report(), files);
            files.forEach(file -> write(file, analysis));
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "cannot close " + root + ": " + Reason.of(e), e);
        }
    }

    private static OutputFile outputFile(Path path) {
        OutputFile file = new OutputFile(path, List.of(JSON, HTML, RUN));
        return file.hasEnding(RUN) ? file.requireNew() : file;
    }

    /** Classes without images, which a training refuses, are a finding here. */
    private DataSet open(DataConfig data) {
        if (!reader.equals(IMAGE_FOLDER) || !data.options().isEmpty()) { // an image folder has none: that is refused
            return session.get(DataSets.class).openParts(data);
        }
        try {
            return ImageFolder.openIncomplete(root);
        } catch (IOException e) {
            throw new JimmException(Category.DATA, root + ": " + Reason.of(e), e);
        }
    }

    private static DataSet mapped(DataSet opened, Path classMap) {
        if (classMap == null) {
            return opened;
        }
        ClassMap classes = ClassMap.read(classMap);
        return new DataSet(classes.applied(opened.train()), opened.validation().map(classes::applied));
    }

    private Analysis analyze(DataSet data, Map<String, String> given) {
        Analysis.Source source = new Analysis.Source(
                root.toString(),
                reader,
                given,
                reader.equals(IMAGE_FOLDER) ? FolderSurvey.of(root) : FolderSurvey.none());
        if (!Terminal.isInteractive()) {
            return Analysis.of(data, source, workers, () -> {});
        }
        int images =
                data.train().size() + data.validation().map(part -> part.size()).orElse(0);
        try (ImagesBar bar = new ImagesBar(spec.commandLine().getOut(), images)) {
            return Analysis.of(data, source, workers, bar::step);
        }
    }

    private void print(DataReport report, List<OutputFile> files) {
        PrintWriter out = spec.commandLine().getOut();
        boolean runElsewhere = files.stream().anyMatch(file -> file.hasEnding(RUN));
        new AnalysisText(report).lines(!runElsewhere).forEach(out::println);
        out.flush();
    }

    private void write(OutputFile file, Analysis analysis) {
        if (file.hasEnding(JSON)) {
            file.write(Json.write(analysis.report()));
        } else if (file.hasEnding(HTML)) {
            file.write(new AnalysisPage(analysis).html());
        } else {
            file.write(run(analysis.report(), file.path()));
        }
    }

    private static String run(DataReport report, Path file) {
        Suggestion.obstacle(report).ifPresent(obstacle -> {
            throw new JimmException(Category.DATA, obstacle + ": there is no run to suggest in " + file);
        });
        return report.suggestion().hocon().stripTrailing();
    }
}

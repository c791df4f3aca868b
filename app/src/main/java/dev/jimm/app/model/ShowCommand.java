package dev.jimm.app.model;

import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Launcher;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.hub.DownloadListener;
import dev.jimm.core.hub.Hub;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.provider.ProviderKind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm models show}. */
@Command(name = "show", description = "Show all about a model: size, input, feature maps, pretrained weights, options.")
public final class ShowCommand implements Runnable {
    private static final String INDENT = "  ";

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description = "A model, such as resnet50, or one of its tags, such as resnet50.a1_in1k.")
    private String name;

    public ShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ImageModel model = session.get(ModelCatalogue.class).create(name);
        PrintWriter out = spec.commandLine().getOut();
        ModelEntry entry = model.entry();
        out.println(entry.name() + " (family " + entry.family() + ", plugin "
                + session.plugins().pluginOf(ProviderKind.MODEL, entry.name(), entry.origin()) + ")");
        out.println();
        indented(facts(model), out);
        section("feature maps", features(model.structure()), out);
        if (!entry.tags().isEmpty()) {
            section("pretrained weights, the default first", tags(entry), out);
        }
        section(
                "options; change them by model { options { KEY = VALUE } } in a run's file",
                OptionTable.of(model.config()),
                out);
        out.flush();
    }

    private Table facts(ImageModel model) {
        PretrainedConfig tag = model.preprocessing();
        Model structure = model.structure();
        List<Integer> size = tag.inputSize();
        Table facts = new Table();
        facts.row(
                "parameters",
                Text.millions(structure.parameters().weightCount()) + " in "
                        + Text.count(structure.parameters().weights().size(), "tensor"));
        facts.row("tag", (tag.tag().isEmpty() ? "none" : tag.tag()) + ", licence " + known(tag.license()));
        facts.row("weights", weights(model));
        facts.row("input", size.get(0) + " x " + size.get(1) + " x " + size.get(2) + " (channels, height, width)");
        facts.row(
                "evaluation",
                "resize " + tag.interpolation() + ", keep " + tag.cropFraction() + " (" + tag.cropMode() + ")");
        facts.row("mean", numbers(tag.mean()));
        facts.row("std", numbers(tag.deviation()));
        facts.row("classes", tag.classes());
        facts.row("classifier", structure.classifier().isEmpty() ? "none" : String.join(", ", structure.classifier()));
        facts.row(
                "features",
                structure.featureCount()
                        + (structure.headHiddenSize() == structure.featureCount()
                                ? ""
                                : ", of which the head makes " + structure.headHiddenSize()));
        return facts;
    }

    private String weights(ImageModel model) {
        PretrainedConfig tag = model.preprocessing();
        if (!tag.hasWeights()) {
            return "none to be had";
        }
        String command = Launcher.command("models", "pull", name);
        return new Hub(session.hub(), DownloadListener.NONE)
                .cachedWeights(model.entry().name(), tag)
                .map(Path::toString)
                .orElse("not on this machine; '" + command + "' fetches them");
    }

    private static Table features(Model structure) {
        Table table = new Table("index", "module", "channels", "reduction");
        List<FeatureInfo> maps = structure.featureInfo();
        for (int i = 0; i < maps.size(); i++) {
            table.row(
                    i, maps.get(i).module(), maps.get(i).channels(), maps.get(i).reduction());
        }
        return table;
    }

    private static Table tags(ModelEntry entry) {
        Table table = new Table("tag", "licence", "classes", "input", "crop");
        for (PretrainedConfig tag : entry.tags()) {
            table.row(
                    tag.tag().isEmpty() ? "(none)" : tag.tag(),
                    known(tag.license()),
                    tag.classes(),
                    tag.inputSize().get(2),
                    tag.cropFraction());
        }
        return table;
    }

    private static void section(String title, Table table, PrintWriter out) {
        out.println();
        out.println(title);
        indented(table, out);
    }

    private static void indented(Table table, PrintWriter out) {
        table.lines().forEach(line -> out.println(INDENT + line));
    }

    private static String known(String text) {
        return text == null ? "unknown" : text;
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}

package dev.jimm.app.model;

import dev.jimm.app.session.Session;
import dev.jimm.app.text.Json;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.hub.CacheContents;
import dev.jimm.core.hub.CachedWeights;
import dev.jimm.core.hub.HubSettings;
import dev.jimm.core.hub.Repository;
import dev.jimm.core.model.ModelCatalogue;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jimm models cache}. */
@Command(name = "cache", description = "List the pretrained weights on this machine, or remove some.")
public final class CacheCommand implements Runnable {
    private static final int SHORT_COMMIT = 12;
    private static final int COMMIT = 40;

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--remove",
            paramLabel = "NAME",
            description = "Delete what is there of a repository, a file, or a model's tag.")
    private String removed;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** What is printed of weights in the cache; the time in the form of ISO 8601. */
    private record Row(String name, List<String> revisions, long bytes, String lastUse, String path) {
        static Row of(CachedWeights weights) {
            return new Row(
                    weights.name(),
                    weights.revisions(),
                    weights.bytes(),
                    weights.lastUse().toString(),
                    weights.path().toString());
        }
    }

    public CacheCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        HubSettings settings = session.hub();
        CacheContents cache = new CacheContents(settings);
        PrintWriter out = spec.commandLine().getOut();
        if (removed != null) {
            CachedWeights gone = remove(cache);
            out.println(gone.name() + ": " + Text.bytes(gone.bytes()) + " deleted");
        } else if (json) {
            out.println(Json.write(cache.list().stream().map(Row::of).toList()));
        } else {
            print(cache.list(), settings, out);
        }
        out.flush();
    }

    private CachedWeights remove(CacheContents cache) {
        String name =
                Repository.isRepository(removed) ? Repository.parse(removed).id() : removed;
        return cache.remove(name)
                .or(() -> cachedName(name).flatMap(cache::remove))
                .orElseThrow(() -> {
                    List<String> there =
                            cache.list().stream().map(CachedWeights::name).toList();
                    return new JimmException(
                            Category.CONFIGURATION,
                            "'" + removed + "' is not in the cache" + Nearest.hint(name, there));
                });
    }

    /** What the weights of a model's tag are called in the cache; empty when it is no model. */
    private Optional<String> cachedName(String name) {
        ModelCatalogue models = session.get(ModelCatalogue.class);
        try {
            return CacheContents.name(models.find(name).name(), models.preprocessing(name));
        } catch (JimmException e) {
            return Optional.empty();
        }
    }

    private static void print(List<CachedWeights> all, HubSettings settings, PrintWriter out) {
        if (!all.isEmpty()) {
            Table table = new Table("name", "revisions", "size", "last use");
            all.forEach(weights -> table.row(
                    weights.name(),
                    weights.revisions().isEmpty() ? "-" : revisions(weights),
                    Text.bytes(weights.bytes()),
                    weights.lastUse().atZone(ZoneId.systemDefault()).toLocalDate()));
            table.lines().forEach(out::println);
            out.println();
        }
        long bytes = all.stream().mapToLong(CachedWeights::bytes).sum();
        out.println(all.size() + " in " + settings.cache() + " and " + settings.urlCache() + ", " + Text.bytes(bytes));
    }

    private static String revisions(CachedWeights weights) {
        return weights.revisions().stream()
                .map(revision -> revision.length() == COMMIT ? revision.substring(0, SHORT_COMMIT) : revision)
                .reduce((all, one) -> all + ", " + one)
                .orElseThrow();
    }
}

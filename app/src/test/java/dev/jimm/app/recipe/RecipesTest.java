package dev.jimm.app.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every recipe says where it is from, and can be planned with the plugins that there are. */
class RecipesTest {
    private static final List<String> ENTRIES =
            List.of("Paper", "Source", "Command", "Expected", "Time", "Hardware", "Differs");

    /** A row of the table: name, file, model, data, epochs. */
    private static final Pattern ROW = Pattern.compile(
            "^\\| \\[([^]]+)]\\(([^)]+)\\) \\| ([^|]+) \\| ([^|]+) \\| (\\d+)(?: \\+ (\\d+))? \\|.*\\|$",
            Pattern.MULTILINE);

    /** Where the value of an option of timm's train.py and DeiT's main.py stands. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("--model", "model.name"),
            Map.entry("--drop", "model.drop-rate"),
            Map.entry("--drop-path", "model.drop-path"),
            Map.entry("-b", "data.batch-size"),
            Map.entry("--batch-size", "data.batch-size"),
            Map.entry("--aa", "augment.policy"),
            Map.entry("--aug-splits", "augment.splits"),
            Map.entry("--remode", "augment.erase.mode"),
            Map.entry("--reprob", "augment.erase.probability"),
            Map.entry("--recount", "augment.erase.count"),
            Map.entry("--opt", "optimizer.name"),
            Map.entry("--opt-eps", "optimizer.eps"),
            Map.entry("--lr", "optimizer.lr"),
            Map.entry("--weight-decay", "optimizer.weight-decay"),
            Map.entry("--sched", "scheduler.name"),
            Map.entry("--warmup-epochs", "scheduler.warmup-epochs"),
            Map.entry("--warmup-lr", "scheduler.warmup-lr"),
            Map.entry("--decay-epochs", "scheduler.decay-epochs"),
            Map.entry("--decay-rate", "scheduler.decay-rate"),
            Map.entry("--epochs", "train.epochs"),
            Map.entry("--model-ema-decay", "train.ema.decay"),
            Map.entry("distributed_train.sh", "train.accumulate"),
            Map.entry("nproc_per_node", "train.accumulate"));

    private static final Pattern OPTION = Pattern.compile("(--?[a-z-]+|\\S+\\.sh|nproc_per_node)[ =](?!-)(\\S+)");

    static List<Recipe> recipes() {
        return Recipe.all();
    }

    /** Those that translate a command with options: not the template, which takes a part of one. */
    static List<Recipe> translations() {
        Set<String> others = Set.of("seresnext50-scenes", "vit-cifar10");
        return Recipe.all().stream()
                .filter(recipe -> !others.contains(recipe.name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void planned(Recipe recipe) {
        Outcome outcome = Cli.run("describe", recipe.file());
        assertEquals("", outcome.err());
        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out().startsWith("name = " + recipe.name() + " "), outcome.out());
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void headed(Recipe recipe) {
        List<String> header = recipe.header();
        assertTrue(header.contains("jimm train recipes/" + recipe.name() + ".conf"), header::toString);
        List<String> entries = header.stream()
                .filter(line -> line.matches("[A-Z][a-z]+: .*"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
        assertEquals(ENTRIES, entries);
        assertTrue(String.join(" ", header).matches(".*Paper: [^:]* https://.*Source: .*https://.*"), header::toString);
    }

    @ParameterizedTest
    @MethodSource("translations")
    void saysWhatTheCommandSays(Recipe recipe) {
        Config config = recipe.config();
        Map<String, String> published = new TreeMap<>();
        Map<String, String> here = new TreeMap<>();
        String header = String.join(" ", recipe.header()).replace("\\ ", "");
        String command = header.substring(header.indexOf(" Command:"), header.indexOf(" Expected:"));
        Matcher option = OPTION.matcher(command);
        while (option.find()) {
            String key = KEYS.get(option.group(1).replaceFirst("^\\./", ""));
            if (key != null) {
                published.put(key, plain(option.group(2)));
                here.put(key, config.hasPath(key) ? plain(config.getString(key)) : "is not said");
            }
        }
        assertEquals(published, here);
    }

    /** In one form: .97 and 0.97 are the same number, and DeiT writes sizes of models in capitals. */
    private static String plain(String value) {
        return value.matches("[0-9.]+(e-[0-9]+)?")
                ? String.valueOf(Double.parseDouble(value))
                : value.toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deit-tiny", "deit-small", "deit-base", "deit-base-distilled", "cait-xxs24"})
    void aThousandImagesHaveTheRateOfDeit(String name) {
        String table =
                Cli.run("describe", Recipe.named(name).file(), "--parameters").out();
        assertTrue(
                table.lines().anyMatch(line -> line.startsWith("head.weight ") && line.contains(" 0.001000 ")), table);
    }

    @Test
    void theTableListsThemAll() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Recipe.FOLDER.resolve("README.md")));
        while (row.find()) {
            assertEquals(row.group(1) + ".conf", row.group(2));
            String model = row.group(3).replace(", changed", "");
            int more = row.group(6) == null ? 0 : Integer.parseInt(row.group(6));
            rows.put(row.group(1), model + ", " + row.group(5) + " epochs, " + more + " more");
        }
        Map<String, String> files =
                recipes().stream().collect(Collectors.toMap(Recipe::name, RecipesTest::row, (a, b) -> a, TreeMap::new));
        assertEquals(files, rows);
    }

    private static String row(Recipe recipe) {
        Config config = recipe.config();
        int more = config.hasPath("scheduler.cooldown-epochs") ? config.getInt("scheduler.cooldown-epochs") : 0;
        return config.getString("model.name") + ", " + config.getInt("train.epochs") + " epochs, " + more + " more";
    }
}

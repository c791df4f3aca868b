package dev.jimm.app.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
            Map.entry("./distributed_train.sh", "train.accumulate"),
            Map.entry("--nproc_per_node", "train.accumulate"));

    private static final String IS = " = ";

    /** Options that are other words here. */
    private static final Map<String, String> SETTINGS = Map.of(
            "--amp", "train.precision = bf16",
            "--jsd", "loss.name = jsd",
            "--split-bn", "model.batch-norm-splits = 3",
            "--resplit", "augment.erase.skip-first-split = true",
            "--model-ema", "train.checkpoints.metric = ema-top1",
            "--lr-noise 0.42 0.9", "scheduler.noise.range = [0.42, 0.9]",
            "--distillation-type hard", "distillation.kind = token-hard");

    /** Options about machines and files, which say nothing of the training, and those that a header explains. */
    private static final Set<String> IGNORED = Set.of(
            "--data-dir",
            "--data-path",
            "--output_dir",
            "--use_env",
            "--use_volta32",
            "--dist-bn",
            "--teacher-model",
            "--teacher-path",
            "-j",
            "-m");

    /** An option or the script itself, and the words that belong to it. */
    private static final Pattern OPTION =
            Pattern.compile("(?<= )(--?[a-z]\\S*?|\\./distributed_train\\.sh)((?:[ =](?!-)\\S+)*)(?= |$)");

    /** How each evaluates: the size after resizing, the filter, the size of what is cut out. */
    private static final Map<String, String> EVALUATION = Map.ofEntries(
            Map.entry("cait-xxs24", "224 bicubic 224"),
            Map.entry("deit-base", "256 bicubic 224"),
            Map.entry("deit-base-distilled", "256 bicubic 224"),
            Map.entry("deit-small", "256 bicubic 224"),
            Map.entry("deit-tiny", "256 bicubic 224"),
            Map.entry("efficientnet-b0", "256 bicubic 224"),
            Map.entry("efficientnet-b2", "297 bicubic 260"),
            Map.entry("efficientnet-b3", "331 bicubic 300"),
            Map.entry("efficientnet-es", "256 bicubic 224"),
            Map.entry("mixnet-xl", "256 bicubic 224"),
            Map.entry("mobilenetv3-large", "256 bicubic 224"),
            Map.entry("resnet50-jsd", "256 bicubic 224"),
            Map.entry("resnext50", "256 bicubic 224"),
            Map.entry("seresnet34", "256 bilinear 224"),
            Map.entry("seresnext26d", "256 bicubic 224"),
            Map.entry("seresnext26t", "256 bicubic 224"),
            Map.entry("seresnext50-scenes", "256 bicubic 224"),
            Map.entry("vit-cifar10", "32 bicubic 32"));

    private static final Pattern VALIDATION_IMAGES = Pattern.compile("# validation images\n"
            + "# +resize to cover (\\d+) x \\1 pixels, (\\w+)\n"
            + "# +cut out the centre, (\\d+) x \\3 \\(height x width\\)\n");

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
        Matcher images = VALIDATION_IMAGES.matcher(outcome.out());
        assertTrue(images.find(), outcome.out());
        assertEquals(EVALUATION.get(recipe.name()), images.group(1) + " " + images.group(2) + " " + images.group(3));
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
        String command = command(recipe);
        Map<String, String> published = new TreeMap<>();
        Map<String, String> here = new TreeMap<>();
        Matcher option = OPTION.matcher(command);
        while (option.find()) {
            String name = option.group(1);
            String value = option.group(2).replace('=', ' ').strip();
            if (IGNORED.contains(name)) {
                continue;
            }
            String setting =
                    KEYS.containsKey(name) ? KEYS.get(name) + IS + value : SETTINGS.get((name + " " + value).strip());
            assertNotNull(setting, () -> "an option that is not known: " + option.group());
            String key = setting.substring(0, setting.indexOf(IS));
            published.put(key, plain(setting.substring(key.length() + IS.length())));
            here.put(
                    key,
                    config.hasPath(key) ? plain(config.getValue(key).unwrapped().toString()) : "is not said");
        }
        assertFalse(published.isEmpty(), command);
        assertEquals(published, here);
        if (command.contains("distributed_train.sh")) {
            assertEquals(command.contains(" --amp"), config.hasPath("train.precision"), "mixed precision");
            assertEquals(command.contains(" --model-ema "), config.hasPath("train.ema"), "an average");
        }
    }

    private static String command(Recipe recipe) {
        String header = String.join(" ", recipe.header()).replace("\\ ", "");
        return header.substring(header.indexOf(" Command:"), header.indexOf(" Expected:"));
    }

    /** In one form: .97 and 0.97 are the same number, and DeiT writes sizes of models in capitals. */
    private static String plain(String value) {
        return value.matches("[0-9.]+([eE]-[0-9]+)?")
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

package dev.jimm.core.verify;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Learning-rate schedules: the rates of two parameter groups, epoch by epoch or update by update. One case a run. */
final class SchedulerFixture implements FixtureKind {
    private static final double RELATIVE = 1e-9;
    /** The reference's numbers are rounded to so many significant digits, and ours must be for the comparison. */
    private static final int DIGITS = 8;

    private static final String EPOCHS = "num-epochs";
    private static final String UPDATES = "updates-per-epoch";
    private static final String BY_EPOCH = "step-on-epochs";
    private static final String NOISE = "noise";
    private static final String MODE = "plateau-mode";
    /** timm takes it and does nothing with it. */
    private static final String IGNORED = "noise-std";
    /** timm takes them with every schedule, and does nothing with those that a schedule has no use for. */
    private static final Set<String> FOR_SOME = Set.of(
            "cooldown-epochs",
            "cycle",
            "decay-epochs",
            "decay-milestones",
            "decay-rate",
            "k-decay",
            "min-lr",
            "noise",
            "patience-epochs",
            "warmup-epochs",
            "warmup-lr",
            "warmup-prefix");

    /** The options whose names differ from those of timm's arguments. */
    private static final Map<String, String> NAMES = Map.of(
            "noise-pct",
            "noise.pct",
            "noise-seed",
            "noise.seed",
            "cycle-mul",
            "cycle.mul",
            "cycle-decay",
            "cycle.decay",
            "cycle-limit",
            "cycle.limit");

    private final ProviderCatalogue providers;

    SchedulerFixture(ProviderCatalogue providers) {
        this.providers = providers;
    }

    private record At(int epoch, long updates, List<Double> metrics) implements Progress {}

    @Override
    public String description() {
        return "schedules (a JSON object with 'runs' that have 'sched' and 'lrs')";
    }

    @Override
    public boolean recognises(Facts first) {
        return first.has("runs") && first.at("runs").at(0).has("sched");
    }

    @Override
    public List<String> check(Iterator<Facts> records, VerifyOptions options, Consumer<Case> report) {
        Predicate<String> wanted = options.wanted();
        int left = 0;
        while (records.hasNext()) {
            for (Facts run : records.next().at("runs").list()) {
                if (wanted.test(run.at("sched").text())) {
                    report.accept(check(run));
                } else {
                    left++;
                }
            }
        }
        return left == 0
                ? List.of()
                : List.of("runs of schedules that do not match '" + options.names() + "', not checked: " + left);
    }

    private Case check(Facts run) {
        String scheduler = run.at("sched").text();
        String name = scheduler + " " + run.at("args").json();
        try {
            Config arguments = OptionFacts.config(run.at("args"));
            int epochs = Math.toIntExact(run.at("args").at("num_epochs").whole());
            boolean byEpoch = !arguments.hasPath(BY_EPOCH) || arguments.getBoolean(BY_EPOCH);
            int updates = arguments.hasPath(UPDATES) ? arguments.getInt(UPDATES) : 1;
            boolean lowerIsBetter =
                    arguments.hasPath(MODE) && arguments.getString(MODE).equals("min");
            Schedule schedule = schedule(
                    providers.find(ProviderKind.SCHEDULER, scheduler).provider(),
                    scheduler,
                    options(scheduler, arguments, byEpoch),
                    epochs,
                    updates);
            Differences differences = new Differences();
            differences.compare("epochs", "the number of epochs", schedule.epochs(epochs), (int)
                    run.at("epochs").whole());
            List<Facts> rows = run.at("lrs").list();
            if (rows.isEmpty() || run.at("base_lr").list().isEmpty()) {
                return new Case(name, false, "nothing was compared: the run has no rates");
            }
            for (int row = 0; row < rows.size(); row++) {
                Progress progress = byEpoch
                        ? new At(row, (long) row * updates, metrics(row, lowerIsBetter))
                        : new At(row / updates, row, metrics(row / updates, lowerIsBetter));
                compare(schedule, progress, run.at("base_lr").numbers(), rows.get(row), differences);
            }
            String passed = rows.size() + " rates a group, all to 8 digits";
            return new Case(name, differences.isEmpty(), differences.isEmpty() ? passed : differences.toString());
        } catch (JimmException e) {
            if (e.category() == Category.DATA) {
                throw e;
            }
            return new Case(name, false, e.getMessage());
        } catch (RuntimeException e) {
            // a plugin's schedule may fail in any way, and the others are to be checked all the same
            return new Case(name, false, "the schedule failed: " + e);
        }
    }

    private static <C extends Record> Schedule schedule(
            SchedulerProvider<C> provider, String name, Config options, int epochs, int updates) {
        C defaults = provider.defaults(name);
        List<String> known = ConfigTree.keys(defaults.getClass());
        Config used = options;
        for (String key : FOR_SOME) {
            used = known.contains(key) ? used : used.withoutPath(key);
        }
        return provider.create(name, OptionFacts.bind(used, defaults), epochs, updates);
    }

    /** The arguments under the names that the options have here. */
    private static Config options(String scheduler, Config arguments, boolean byEpoch) {
        Config options = arguments;
        for (String key : List.of(EPOCHS, UPDATES, BY_EPOCH, MODE, IGNORED)) {
            options = options.withoutPath(key);
        }
        if (!byEpoch) {
            options = options.withValue("on-updates", OptionFacts.value(true));
        }
        if (options.hasPath(NOISE)) {
            ConfigValue range = options.getValue(NOISE);
            options = options.withoutPath(NOISE).withValue("noise.range", OptionFacts.list(range));
        }
        for (Map.Entry<String, String> renamed : NAMES.entrySet()) {
            options = OptionFacts.rename(options, renamed.getKey(), renamed.getValue());
        }
        return scheduler.equals("poly") ? OptionFacts.rename(options, "decay-rate", "power") : options;
    }

    /** What the reference's training was told after each epoch, with the sign by which higher is better. */
    private static List<Double> metrics(int epochs, boolean lowerIsBetter) {
        int sign = lowerIsBetter ? -1 : 1;
        return IntStream.range(0, epochs)
                .mapToObj(epoch -> sign * (50 + 10 * Math.sin(0.9 * epoch) - 0.1 * epoch))
                .toList();
    }

    private static void compare(
            Schedule schedule, Progress progress, List<Double> baseRates, Facts expected, Differences differences) {
        for (int group = 0; group < baseRates.size(); group++) {
            double actual = schedule.rate(baseRates.get(group), progress);
            double reference = expected.at(group).number();
            if (!sameInDigits(actual, reference)) {
                differences.add(
                        "rate",
                        String.format(
                                Locale.ROOT,
                                "the rate of group %d in epoch %d, after %d updates, is %.10g, the reference says %.8g",
                                group,
                                progress.epoch(),
                                progress.updates(),
                                actual,
                                reference));
            }
        }
    }

    /** Whether a number is the reference, to the digits that the reference is written with and at least to eight. */
    static boolean sameInDigits(double actual, double reference) {
        if (Math.abs(actual - reference) <= RELATIVE * Math.abs(reference)) {
            return true;
        }
        int written = BigDecimal.valueOf(reference).stripTrailingZeros().precision();
        return Double.isFinite(actual)
                && new BigDecimal(actual)
                                .round(new MathContext(Math.max(DIGITS, written)))
                                .doubleValue()
                        == reference;
    }
}

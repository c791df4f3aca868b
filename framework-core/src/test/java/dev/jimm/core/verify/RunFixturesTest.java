package dev.jimm.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reference runs of optimizers and schedules: what passes, and what must not. */
class RunFixturesTest {
    private static final ProviderCatalogue PROVIDERS = ProviderCatalogue.of(
            List.of(new Provided<>(new Plain(), "the test"), new Provided<>(new Halving(), "the test")));

    @TempDir
    private Path folder;

    record NoOptions() {}

    /** {@code plain}: the gradient, with decay in it. */
    private static final class Plain implements OptimizerProvider<NoOptions>, UpdateRule {
        @Override
        public Set<String> names() {
            return Set.of("plain");
        }

        @Override
        public NoOptions defaults(String name) {
            return new NoOptions();
        }

        @Override
        public UpdateRule rule(String name, NoOptions options) {
            return this;
        }

        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of();
        }

        @Override
        public void update(ParameterUpdate update) {
            update.value().addcmul_(update.gradient().add(update.value().mul(update.weightDecay())), update.rate(), -1);
        }
    }

    /** {@code halving}: half the rate at each epoch, or at each update. */
    private static final class Halving implements SchedulerProvider<Halving.Options> {
        record Options(boolean onUpdates) {}

        @Override
        public Set<String> names() {
            return Set.of("halving");
        }

        @Override
        public Options defaults(String name) {
            return new Options(false);
        }

        @Override
        public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
            return (rate, progress) ->
                    rate * Math.pow(0.5, options.onUpdates() ? progress.updates() : progress.epoch());
        }
    }

    private List<Case> check(String content) throws IOException {
        List<Case> cases = new ArrayList<>();
        Path file = Files.writeString(folder.resolve("facts.json"), content);
        new Verification(new ModelCatalogue(PROVIDERS), PROVIDERS).check(file, VerifyOptions.DEFAULT, cases::add);
        return cases;
    }

    private static String optimizer(String args, int step, double value) {
        return String.format(
                Locale.ROOT,
                "{\"shapes\": {\"w\": [1]}}\n{\"opt\": \"plain\", \"args\": {%s}, \"trajectory\": [{\"step\": %d,"
                        + " \"params\": {\"w\": [%s]}}]}",
                args,
                step,
                value);
    }

    /** After two steps at a rate of 0.1 with a decay of 0.5. */
    private static double expected() {
        double value = GeneratedValues.unit("p/w", 1)[0];
        for (int step = 1; step <= 2; step++) {
            value -= 0.1 * (GeneratedValues.unit("g" + step + "/w", 1)[0] + 0.5 * value);
        }
        return value;
    }

    @Tag("engine")
    @ParameterizedTest
    @CsvSource({"0, true", "0.9, true", "-0.9, true", "1.1, false", "-1.1, false", "1000, false"})
    void anOptimizerPassesWithinTheTolerance(double parts, boolean passes) throws IOException {
        double tolerance = 2e-6 + 2e-5 * Math.abs(expected());
        String args = "\"lr\": 0.1, \"weight_decay\": 0.5, \"momentum\": 0.9";
        Case run = check(optimizer(args, 2, expected() + parts * tolerance)).get(0);
        assertEquals(passes, run.passed(), run::detail);
        assertTrue(run.detail().contains("value 0 of step 2 'w'"), run::detail);
    }

    @Tag("engine")
    @Test
    void whatIsNoNumberDoesNotPass() throws IOException {
        String args = "\"lr\": 1e39, \"weight_decay\": 1e39";
        assertEquals(false, check(optimizer(args, 2, 1)).get(0).passed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"weight_decay\": 0.5", "\"lr\": \"fast\", \"weight_decay\": 0"})
    void aRunWithoutARateIsMalformed(String args) {
        JimmException error = assertThrows(JimmException.class, () -> check(optimizer(args, 1, 1)));
        assertEquals(Category.DATA, error.category());
        assertTrue(error.getMessage().contains("facts.json:2: 'args.lr' should be a number"), error::getMessage);
    }

    private Case schedule(String args, int epochs, String rates) throws IOException {
        return check("{\"runs\": [{\"sched\": \"halving\", \"args\": {" + args + "}, \"epochs\": " + epochs
                        + ", \"base_lr\": [1.0, 0.1], \"lrs\": " + rates + "}]}")
                .get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"num_epochs\": 2 | 2 | [[1.0, 0.1], [0.5, 0.05]] | true",
                "\"num_epochs\": 2 | 2 | [[1.0, 0.1], [0.5, 0.050000001]] | false",
                "\"num_epochs\": 2 | 2 | [[1.0, 0.1], [0.50000001, 0.05]] | false",
                "\"num_epochs\": 2 | 3 | [[1.0, 0.1], [0.5, 0.05]] | false",
                "\"num_epochs\": 2, \"step_on_epochs\": false, \"updates_per_epoch\": 2 | 2 | [[1, 0.1], [0.5, 0.05]] | true",
                "\"num_epochs\": 2, \"warp\": 3 | 2 | [[1.0, 0.1]] | false",
                "\"num_epochs\": 2 | 2 | [] | false"
            })
    void aSchedulePassesWhenAllRatesAgree(String args, int epochs, String rates, boolean passes) throws IOException {
        Case run = schedule(args, epochs, rates);
        assertEquals(passes, run.passed(), run::detail);
    }

    @Test
    void aRunWithoutEpochsIsMalformed() {
        JimmException error = assertThrows(JimmException.class, () -> schedule("\"epochs\": 2", 2, "[[1.0, 0.1]]"));
        assertEquals(Category.DATA, error.category());
        assertTrue(
                error.getMessage().endsWith("args.num_epochs' should be a whole number and is missing"),
                error::getMessage);
    }
}

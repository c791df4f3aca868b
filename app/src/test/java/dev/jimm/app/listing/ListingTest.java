package dev.jimm.app.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
    @Test
    void tellsOptionsDefaultsAndPapers() {
        Outcome outcome = Cli.run("optimizers", "adamw");
        assertEquals("", outcome.err());
        List<String> lines = outcome.out().lines().skip(1).toList(); // the first names the plugin
        assertEquals("  adamw  Adam with decoupled weight decay", lines.get(0));
        assertTrue(lines.get(1).startsWith("         betas = [0.9, 0.999], eps = 1e-8"), outcome.out());
        assertTrue(lines.contains("         https://arxiv.org/abs/1711.05101"), outcome.out());
        assertTrue(
                outcome.out()
                        .contains(
                                "1 optimizer\nlookahead_NAME looks ahead over any of them\nall take lr = 0.001, lr-base = null,"),
                outcome.out());
    }

    @ParameterizedTest
    @CsvSource({"optimizers, 83", "schedulers, 10"})
    void listsAllThatAreShipped(String command, int names) {
        Outcome outcome = Cli.run(command);
        assertEquals(0, outcome.exitCode());
        String noun = command.substring(0, command.length() - 1);
        assertTrue(outcome.out().contains("\n" + names + " " + noun + "s\n"), outcome.out());
        assertTrue(outcome.out().lines().allMatch(line -> line.length() <= 110), outcome.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"optimizers", "schedulers"})
    void jsonHasEveryField(String command) throws IOException {
        JsonNode listed = new ObjectMapper().readTree(Cli.run(command, "--json").out());
        assertTrue(listed.size() > 5);
        for (JsonNode entry : listed) {
            List<String> fields = new ArrayList<>();
            entry.fieldNames().forEachRemaining(fields::add);
            assertEquals(List.of("name", "plugin", "summary", "options", "papers"), fields);
            assertTrue(entry.get("options").isObject() && entry.get("papers").isArray(), entry::toString);
        }
    }

    @Test
    void listenersTellHowToSwitchThemOn() {
        assertEquals("""
                jimm itself
                  csv          a row an update in steps.csv: loss, rate, norm of the gradients
                  json-lines   all events in events.jsonl, a JSON object a line
                               every-steps = 1
                  tensorboard  event files for 'tensorboard --logdir runs'
                               every-steps = 50

                3 listeners
                log { NAME { ... } } in a run's file switches one on
                """, Cli.run("listeners").out().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void namesThatDoNotExistAreWrongUsage() {
        Outcome outcome = Cli.run("schedulers", "cosin");
        assertEquals(2, outcome.exitCode());
        assertEquals("jimm: no scheduler matches 'cosin'; did you mean 'cosine'?\n", outcome.err());
    }
}

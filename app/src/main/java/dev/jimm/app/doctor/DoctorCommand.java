package dev.jimm.app.doctor;

import dev.jimm.app.session.Plugins;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Launcher;
import dev.jimm.app.text.Text;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jimm doctor}. */
@Command(
        name = "doctor",
        description = "Check what jimm needs: Java, memory, disk, engine, plugins.",
        footer = {"", "Exit code 1 when a check failed."})
public final class DoctorCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec;

    public DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = Stream.of(
                        Stream.of(MachineChecks.java(), MachineChecks.system()),
                        MachineChecks.processor(),
                        Stream.of(MachineChecks.memory(), MachineChecks.workingFolder(), MachineChecks.cacheFolder()),
                        EngineChecks.all(),
                        Stream.of(plugins()))
                .flatMap(checks -> checks)
                .toList();
        findings.forEach(finding -> print(finding, out));
        out.flush();
        boolean failed = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL);
        return failed ? Category.CHECK_FAILED.exitCode() : 0;
    }

    private static void print(Finding finding, PrintWriter out) {
        out.println(Text.format("%-4s  %-14s  %s", finding.level(), finding.subject(), finding.text()));
        if (finding.remedy() != null) {
            out.println(Text.format("%22s-> %s", "", finding.remedy()));
        }
    }

    private Finding plugins() {
        Plugins plugins;
        ProviderCatalogue catalogue;
        try {
            plugins = session.plugins();
            catalogue = ProviderCatalogue.of(plugins.providers());
        } catch (JimmException e) {
            return Finding.fail(
                    "plugins", e.getMessage(), "'" + Launcher.command("plugins") + "' tells what was loaded");
        }
        String text = ProviderKind.ALL.stream()
                .map(kind -> catalogue.names(kind).isEmpty()
                        ? null
                        : Text.count(catalogue.names(kind).size(), kind.label()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        if (text.isEmpty()) {
            return Finding.fail(
                    "plugins",
                    "none",
                    "put jars into the plugins folder; '" + Launcher.command("plugins") + "' tells where it is");
        }
        return plugins.refused() == 0
                ? Finding.ok("plugins", text)
                : Finding.warn(
                        "plugins",
                        text + "; " + Text.count(plugins.refused(), "file") + " refused",
                        "'" + Launcher.command("plugins") + "' tells why");
    }
}

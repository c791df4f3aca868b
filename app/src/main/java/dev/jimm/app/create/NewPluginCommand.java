package dev.jimm.app.create;

import dev.jimm.app.session.Session;
import dev.jimm.app.text.Launcher;
import dev.jimm.app.text.Text;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm plugins new}. */
@Command(
        name = "new",
        description =
                "Write a project for a plugin of your own: a model, an optimizer, an augmentation policy and their"
                        + " tests, ready to be built and trained with.")
public final class NewPluginCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The plugin's name, such as sun-flower.")
    private String name;

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "The Java package of its classes; com.example.NAME unless said.")
    private String packageName;

    @Option(names = "--directory", paramLabel = "DIR", description = "A new or empty folder; NAME unless said.")
    private Path directory;

    @Override
    public void run() {
        PluginNames names = PluginNames.of(name, packageName);
        AuthorRepository repository = AuthorRepository.of(Session.home());
        Path folder = directory == null ? Path.of(names.id()) : directory;
        List<Path> written = new PluginProject(names, repository).write(folder);

        PrintWriter out = spec.commandLine().getOut();
        out.println("a plugin in " + folder + ", " + Text.count(written.size(), "file"));
        written.forEach(file -> out.println("  " + file));
        out.println();
        out.println("next");
        Path jar = folder.resolve(PluginProject.JARS).resolve(names.id() + "-" + PluginProject.VERSION + ".jar");
        Path plugins = repository.folder().resolveSibling("plugins");
        out.println("  (cd " + Launcher.quoted(folder.toString()) + " && ./mvnw verify)");
        out.println("  cp " + Launcher.quoted(jar.toString()) + " " + Launcher.quoted(plugins + "/"));
        out.println("  " + Launcher.command("plugins"));
        out.println(
                "  " + Launcher.command("train", folder.resolve("example.conf").toString()));
        out.flush();
    }
}

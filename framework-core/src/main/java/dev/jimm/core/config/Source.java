package dev.jimm.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One text being parsed. It is its own includer, because the library's one says nothing when an included file is
 * missing, and would look for it on the class path.
 */
final class Source implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final String name;
    private final String text;
    private final Path folder;
    /** The files whose includes led here, absolute, outermost first. */
    private final List<Path> chain;

    private Source(String name, String text, Path folder, List<Path> chain) {
        this.name = name;
        this.text = text;
        this.folder = folder;
        this.chain = chain;
    }

    static Source of(String text, String name) {
        return new Source(name, text, Path.of(""), List.of());
    }

    static Source of(Path file) {
        String hint = "; the path is relative to the working folder, " + workingFolder();
        return read(file, "", hint, List.of());
    }

    /** Parses the text and what it includes; substitutions stay as they are. */
    Config parse() {
        try {
            return ConfigFactory.parseString(
                    text,
                    ConfigParseOptions.defaults().setOriginDescription(name).setIncluder(this));
        } catch (ConfigException e) {
            throw failure(e, "");
        }
    }

    /** The library's error in our form: {@code run.conf:4: ...}, without its asides on other file formats. */
    static JimmException failure(ConfigException e, String advice) {
        String message = e.getMessage();
        String where = "";
        if (e.origin() != null) {
            where = Location.of(e.origin()) + ": ";
            String prefix = e.origin().description() + ": ";
            message = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        }
        message = message.replace("expecting a close parentheses ')' here, not: ", "unexpected ")
                .replace(", or you may be able to rename the file .properties rather than .conf", "");
        return new JimmException(Category.CONFIGURATION, where + message.strip() + advice, e);
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        Location where = new Location(name, lineOfInclude(what));
        Path file;
        try {
            file = folder.resolve(what);
        } catch (InvalidPathException e) {
            throw refused(where, "include \"" + what + "\" is not the path of a file");
        }
        Path absolute = file.toAbsolutePath().normalize();
        if (chain.contains(absolute)) {
            throw refused(
                    where, "include \"" + what + "\" leads back to " + shown(file) + ", which includes this file");
        }
        String hint = "; the path is relative to the file that includes it";
        return read(file, where + ": include \"" + what + "\": ", hint, chain)
                .parse()
                .root();
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        throw refused(new Location(name, lineOfInclude(what.toString())), "only files can be included, not " + what);
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        Location where = new Location(name, lineOfInclude(what));
        throw refused(where, "only files can be included, not the class path resource " + what);
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    private static Source read(Path file, String prefix, String hint, List<Path> chain) {
        List<Path> longer = Stream.concat(
                        chain.stream(), Stream.of(file.toAbsolutePath().normalize()))
                .toList();
        try {
            return new Source(shown(file), Files.readString(file), folderOf(file), longer);
        } catch (NoSuchFileException e) {
            String nearest = Nearest.hint(String.valueOf(file.getFileName()), filesIn(folderOf(file)));
            String message = "there is no file " + shown(file) + (nearest.isEmpty() ? hint : nearest);
            throw new JimmException(Category.CONFIGURATION, prefix + message, e);
        } catch (CharacterCodingException e) {
            throw new JimmException(Category.CONFIGURATION, prefix + shown(file) + " is not a text in UTF-8", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? " is a folder, not a file" : " cannot be read: " + e;
            throw new JimmException(Category.CONFIGURATION, prefix + shown(file) + reason, e);
        }
    }

    /** As typed, or relative to the working folder where that is shorter. */
    private static String shown(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (!Objects.equals(absolute.getRoot(), workingFolder().getRoot())) {
            return file.toString();
        }
        String relative = workingFolder().relativize(absolute).toString();
        return !relative.isEmpty() && relative.length() < file.toString().length() ? relative : file.toString();
    }

    private static Path workingFolder() {
        return Path.of("").toAbsolutePath();
    }

    private static Path folderOf(Path file) {
        return file.getParent() == null ? Path.of("") : file.getParent();
    }

    private static List<String> filesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            return List.of(); // the hint is lost, the error itself is not
        }
    }

    /** The library does not tell an includer the line; the first line that looks like the include is found here. */
    private int lineOfInclude(String what) {
        Pattern include = Pattern.compile("(?!\\s*(#|//)).*\\binclude\\b.*\"" + Pattern.quote(what) + "\".*");
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (include.matcher(lines.get(i)).matches()) {
                return i + 1;
            }
        }
        return 0;
    }

    private static JimmException refused(Location where, String message) {
        return new JimmException(Category.CONFIGURATION, where + ": " + message);
    }
}

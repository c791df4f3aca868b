package dev.jimm.host;

import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.trust.Trust;
import dev.jimm.host.trust.TrustMode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.regex.Pattern;

/**
 * What became of folders of plugins.
 *
 * @param folders the folders as they were given
 * @param mode what became of plugins that nobody has said to be trustworthy
 * @param loaded the plugins in use, by file name
 * @param refused what is not in use, by file name; a file with several problems is listed once for each
 * @param remarks what is worth knowing but harms nothing
 */
public record PluginReport(
        List<Path> folders, TrustMode mode, List<Loaded> loaded, List<Refused> refused, List<String> remarks) {
    /** Control characters steer terminals; those of formatting cannot be seen. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    public PluginReport {
        folders = List.copyOf(folders);
        loaded = List.copyOf(loaded);
        refused = List.copyOf(refused);
        remarks = List.copyOf(remarks);
    }

    /**
     * A plugin in use.
     *
     * @param sha256 the digest of the jar's bytes, in hexadecimal
     * @param trust why it may be used; in the mode {@link TrustMode#WARN} also what it lacks
     * @param names what it provides; a kind of which it provides nothing is absent
     */
    public record Loaded(
            String id,
            String version,
            Path jar,
            String sha256,
            Trust trust,
            Map<ProviderKind<?>, SortedSet<String>> names) {
        public Loaded {
            names = Collections.unmodifiableMap(names);
        }
    }

    /**
     * A file that is not in use.
     *
     * @param reason what is wrong with it, in one line
     * @param remedy what the user can do, in one line
     */
    public record Refused(Path file, String reason, String remedy) {
        private static final int LONGEST = 500;

        public Refused {
            reason = oneLine(reason);
            remedy = oneLine(remedy);
        }

        /** Exceptions and names of plugins are foreign text, which may hold anything. */
        private static String oneLine(String text) {
            String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
            line = UNPRINTABLE
                    .matcher(line)
                    .replaceAll(found ->
                            String.format(Locale.ROOT, "<%04X>", found.group().codePointAt(0)));
            return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
        }
    }
}

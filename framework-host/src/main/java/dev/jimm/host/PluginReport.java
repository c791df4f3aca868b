package dev.jimm.host;

import dev.jimm.core.provider.ProviderKind;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * What became of a plugins folder.
 *
 * @param folder the folder as it was given
 * @param loaded the plugins in use, by file name
 * @param refused what is not in use, by file name; a file with several problems is listed once for each
 * @param remarks what is worth knowing but harms nothing
 */
public record PluginReport(Path folder, List<Loaded> loaded, List<Refused> refused, List<String> remarks) {
    public PluginReport {
        loaded = List.copyOf(loaded);
        refused = List.copyOf(refused);
        remarks = List.copyOf(remarks);
    }

    /**
     * A plugin in use.
     *
     * @param sha256 the digest of the jar's bytes, in hexadecimal
     * @param names what it provides; a kind of which it provides nothing is absent
     */
    public record Loaded(
            String id, String version, Path jar, String sha256, Map<ProviderKind<?>, SortedSet<String>> names) {
        public Loaded {
            names = Collections.unmodifiableMap(names);
        }
    }

    /**
     * A file that is not in use.
     *
     * @param reason what is wrong with it
     * @param remedy what the user can do
     */
    public record Refused(Path file, String reason, String remedy) {}
}

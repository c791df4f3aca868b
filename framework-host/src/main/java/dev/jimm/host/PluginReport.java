package dev.jimm.host;

import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.trust.Trust;
import dev.jimm.host.trust.TrustMode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

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
    public PluginReport {
        folders = List.copyOf(folders);
        loaded = List.copyOf(loaded);
        refused = List.copyOf(refused);
        remarks = remarks.stream().map(ForeignText::printable).toList();
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
            trust = new Trust(trust.given(), ForeignText.oneLine(trust.reason())); // has the signer's name
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
        public Refused {
            reason = ForeignText.oneLine(reason);
            remedy = ForeignText.oneLine(remedy);
        }
    }
}

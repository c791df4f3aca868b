package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.Pretrained;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A repository of models on the Hugging Face hub, at a revision.
 *
 * @param id {@code owner/name}; old repositories have no owner
 * @param revision a branch, a tag, or the 40 hexadecimal digits of a commit
 */
public record Repository(String id, String revision) {
    private static final String MAIN = "main";
    private static final String FOLDER = "models--";
    private static final String SEPARATOR = "--";
    private static final int LONGEST_ID = 96;
    private static final Pattern ID =
            Pattern.compile("(?:[A-Za-z0-9_][\\w.-]*/)?[A-Za-z0-9_](?:[\\w.-]*[A-Za-z0-9_])?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** @throws JimmException (CONFIGURATION) when the names are none that a repository can have */
    public Repository {
        boolean usable = id.length() <= LONGEST_ID
                && ID.matcher(id).matches()
                && !id.contains("--")
                && !id.contains("..")
                && !id.endsWith(".git");
        if (!usable) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "'" + SafeNames.shown(id)
                            + "' is no repository: it is owner/name, of letters, digits, '-', '_' and '.', without '--'"
                            + " and '..', and has at most " + LONGEST_ID + " letters");
        }
        SafeNames.path(id, id);
        SafeNames.path("the revision of " + id, revision);
    }

    /** Of {@code owner/name[@revision]}, with or without {@code hf-hub:}; without a revision, main. */
    public static Repository parse(String text) {
        String rest = isRepository(text) ? text.substring(Pretrained.HUB.length()) : text;
        int at = rest.indexOf('@');
        return at < 0 ? new Repository(rest, MAIN) : new Repository(rest.substring(0, at), rest.substring(at + 1));
    }

    /** Whether a model's name is that of a repository: {@code hf-hub:} and more. */
    public static boolean isRepository(String name) {
        return name.startsWith(Pretrained.HUB);
    }

    /** The same repository at a commit. */
    Repository at(String commit) {
        return new Repository(id, commit);
    }

    /** Whether the revision is a commit, whose files never change. */
    boolean isCommit() {
        return isCommit(revision);
    }

    static boolean isCommit(String revision) {
        return COMMIT.matcher(revision).matches();
    }

    /** The folder's name in the cache. */
    String folder() {
        return FOLDER + id.replace("/", SEPARATOR);
    }

    /** The id of the repository of a folder; empty for data sets and what else Python keeps there. */
    static Optional<String> ofFolder(String folder) {
        return folder.startsWith(FOLDER)
                ? Optional.of(folder.substring(FOLDER.length()).replaceFirst(SEPARATOR, "/"))
                : Optional.empty();
    }

    /** As it is typed: without the revision when it is main. */
    @Override
    public String toString() {
        return revision.equals(MAIN) ? id : id + "@" + revision;
    }
}

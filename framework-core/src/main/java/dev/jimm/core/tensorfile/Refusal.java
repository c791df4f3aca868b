package dev.jimm.core.tensorfile;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** How a file is refused. */
final class Refusal {
    /** No real file comes near it; names are shown in messages. */
    private static final int LONGEST_NAME = 500;

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}");

    private Refusal() {}

    /** @param text what is wrong and what to do; what the file put into it cannot command a terminal */
    static JimmException of(Path file, String text) {
        return new JimmException(
                Category.DATA, file + ": " + CONTROLS.matcher(text).replaceAll("?"));
    }

    static JimmException damaged(Path file, String problem) {
        return of(file, problem + "; the file is damaged: copy, download or write it again");
    }

    static JimmException unreadable(Path file, IOException e) {
        return new JimmException(
                Category.DATA, file + ": cannot be read: " + Reason.of(e) + "; check the file and its disk", e);
    }

    /** Whether a tensor may be named so. */
    static boolean isName(String name) {
        return name.length() <= LONGEST_NAME && name.chars().noneMatch(Character::isISOControl);
    }

    static String requireName(Path file, String name) {
        if (!isName(name)) {
            throw damaged(file, "a tensor's name has control characters or more than " + LONGEST_NAME + " letters");
        }
        return name;
    }
}

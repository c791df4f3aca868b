package dev.jimm.core.reader;

import dev.jimm.core.image.ImageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a file lies in an archive. Nothing is ever unpacked to that place, so that names such as {@code ../../x} can do
 * no harm.
 *
 * @param folders from the outermost
 */
record EntryPath(List<String> folders, String file) {
    private static final String TAR = ".tar";

    /** Of a name with slashes; {@code ./} and double slashes mean nothing. */
    static EntryPath of(String name) {
        List<String> steps = new ArrayList<>();
        for (String step : name.split("/")) {
            if (!step.isEmpty() && !step.equals(".")) {
                steps.add(step);
            }
        }
        String file = name.endsWith("/") || steps.isEmpty() ? "" : steps.remove(steps.size() - 1);
        return new EntryPath(List.copyOf(steps), file);
    }

    /** The same in a further folder, around all others. */
    EntryPath within(String folder) {
        List<String> all = new ArrayList<>(List.of(folder));
        all.addAll(folders);
        return new EntryPath(List.copyOf(all), file);
    }

    /** Whether a file is a packer's or file manager's own, or otherwise hidden. */
    boolean isHidden() {
        return isHidden(file) || folders.stream().anyMatch(EntryPath::isHidden);
    }

    private static boolean isHidden(String step) {
        return (step.startsWith(".") && !step.equals("..")) || step.equals("__MACOSX");
    }

    boolean isImage() {
        return ImageFormat.named(file);
    }

    boolean isTar() {
        return isTar(file);
    }

    static boolean isTar(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(TAR);
    }

    /** The innermost folder; a tar archive counts as a folder of its name. */
    Optional<String> className() {
        return folders.stream()
                .filter(folder -> !folder.equals(".."))
                .reduce((outer, inner) -> inner)
                .map(folder -> isTar(folder) ? folder.substring(0, folder.length() - TAR.length()) : folder);
    }

    /** The part that a folder above that of the class names. */
    Optional<Part> part() {
        return folders.stream()
                .limit(Math.max(0, folders.size() - 1))
                .flatMap(folder -> Part.named(folder).stream())
                .findFirst();
    }
}

package dev.jimm.app.text;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.file.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A file of results, in the format that its name ends with. */
public final class OutputFile {
    private final Path path;

    /**
     * A JSON or CSV file.
     *
     * @throws JimmException as {@link #OutputFile(Path, List)}
     */
    public OutputFile(Path path) {
        this(path, List.of(".json", ".csv"));
    }

    /**
     * Looks whether the file can be written, before anybody takes the trouble to calculate what is to be in it.
     *
     * @param endings of which the name must have one
     * @throws JimmException CONFIGURATION when the name has another ending, or there is no folder for the file that can
     *     be written to
     */
    public OutputFile(Path path, List<String> endings) {
        this.path = path;
        Path folder = path.toAbsolutePath().getParent();
        if (endings.stream().noneMatch(path.toString()::endsWith)) {
            throw refused("the name must end with " + String.join(" or ", endings));
        }
        if (Files.isDirectory(path)) {
            throw refused("this is a folder; name a file");
        }
        if (!Files.isDirectory(folder)) {
            throw refused("there is no folder " + folder + "; make it, or name another");
        }
        if (!Files.isWritable(folder)) {
            throw refused("the folder " + folder + " cannot be written to; name another");
        }
    }

    /**
     * Refuses to replace a file, for formats that people edit.
     *
     * @throws JimmException CONFIGURATION when the file is there already
     */
    public OutputFile requireNew() {
        if (Files.exists(path)) {
            throw refused("is there already; give another name");
        }
        return this;
    }

    private JimmException refused(String problem) {
        return new JimmException(Category.CONFIGURATION, "--output " + path + ": " + problem);
    }

    /**
     * Writes the file as a whole, or not at all.
     *
     * @param json the results for a JSON file
     * @param csv the same as rows, the header first
     * @throws JimmException DATA when the file cannot be written
     */
    public void write(Object json, List<Object[]> csv) {
        write(isJson() ? Json.write(json) : csv(csv));
    }

    /** Rows as the lines of a CSV file, without the line end of the last one. */
    public static String csv(List<Object[]> rows) {
        return rows.stream().map(OutputFile::line).collect(Collectors.joining("\n"));
    }

    /**
     * Writes a text as a whole, or not at all.
     *
     * @param text without the line end of its last line
     * @throws JimmException DATA when the file cannot be written
     */
    public void write(String text) {
        AtomicFiles.write(path, out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    public Path path() {
        return path;
    }

    private boolean isJson() {
        return hasEnding(".json");
    }

    public boolean hasEnding(String ending) {
        return path.toString().endsWith(ending);
    }

    private static String line(Object[] cells) {
        return Arrays.stream(cells).map(String::valueOf).map(OutputFile::quoted).collect(Collectors.joining(","));
    }

    /** As RFC 4180. */
    private static String quoted(String cell) {
        return cell.matches("(?s).*[,\"\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}

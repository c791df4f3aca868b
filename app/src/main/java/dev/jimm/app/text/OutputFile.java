package dev.jimm.app.text;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.weights.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A file of results, in the format that its name ends with. */
public final class OutputFile {
    private final Path path;

    /** @throws JimmException CONFIGURATION when the name ends neither with .json nor with .csv */
    public OutputFile(Path path) {
        this.path = path;
        if (!isJson() && !path.toString().endsWith(".csv")) {
            throw new JimmException(
                    Category.CONFIGURATION, "--output " + path + ": the name must end with .json or .csv");
        }
    }

    /**
     * Writes the file as a whole, or not at all.
     *
     * @param json the results for a JSON file
     * @param csv the same as rows, the header first
     */
    public void write(Object json, List<Object[]> csv) {
        String text =
                isJson() ? Json.write(json) : csv.stream().map(OutputFile::line).collect(Collectors.joining("\n"));
        AtomicFiles.write(path, out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private boolean isJson() {
        return path.toString().endsWith(".json");
    }

    private static String line(Object[] cells) {
        return Arrays.stream(cells).map(String::valueOf).map(OutputFile::quoted).collect(Collectors.joining(","));
    }

    /** As RFC 4180. */
    private static String quoted(String cell) {
        return cell.matches("(?s).*[,\"\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}

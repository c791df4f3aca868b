package dev.jimm.core.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.data.Reader;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes in the order of their labels, from a file: text with one class a line, a JSON list of classes, or a JSON
 * object of labels by class. Samples of other classes are left out.
 */
public record ClassMap(Path file, List<String> classNames) {
    private static final int LISTED = 5;
    private static final Logger LOG = LoggerFactory.getLogger(ClassMap.class);

    public ClassMap {
        classNames = List.copyOf(classNames);
        if (classNames.isEmpty() || classNames.stream().distinct().count() != classNames.size()) {
            throw new JimmException(
                    Category.DATA, file + " must have classes, each of them once; it has " + classNames.size());
        }
    }

    public static ClassMap read(Path file) {
        try {
            String text = Files.readString(file);
            return new ClassMap(
                    file,
                    file.toString().endsWith(".json")
                            ? json(file, new ObjectMapper().readTree(text))
                            : text.lines()
                                    .map(String::strip)
                                    .filter(line -> !line.isEmpty())
                                    .toList());
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "cannot read data.class-map = " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<String> json(Path file, JsonNode root) {
        if (root.isArray()) {
            return StreamSupport.stream(root.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }
        Map<Integer, String> byLabel = new TreeMap<>();
        root.properties().forEach(entry -> byLabel.put(entry.getValue().asInt(-1), entry.getKey()));
        boolean whole =
                byLabel.size() == root.size() && IntStream.range(0, root.size()).allMatch(byLabel::containsKey);
        if (!whole) {
            throw new JimmException(
                    Category.DATA,
                    file + " must give its " + root.size() + " classes the labels 0 to " + (root.size() - 1)
                            + ", each once");
        }
        return List.copyOf(byLabel.values());
    }

    /** The samples of these classes, with these labels; closing them leaves the reader open. */
    public Reader applied(Reader reader) {
        ReaderView view = ReaderView.ofClasses(reader, classNames);
        if (view.size() == 0) {
            throw new JimmException(
                    Category.DATA,
                    "no sample is of a class of " + file + ", which has "
                            + String.join(", ", classNames.subList(0, Math.min(LISTED, classNames.size())))
                            + (classNames.size() > LISTED ? ", ..." : "") + "; the data has "
                            + String.join(", ", reader.classNames()));
        }
        List<String> absent = classNames.stream()
                .filter(name -> !reader.classNames().contains(name))
                .toList();
        if (!absent.isEmpty()) {
            LOG.warn("The data has no classes {}, which {} names", absent, file);
        }
        if (view.size() < reader.size()) {
            LOG.warn(
                    "{} samples are of classes that {} does not have; they are left out",
                    reader.size() - view.size(),
                    file);
        }
        return view;
    }
}

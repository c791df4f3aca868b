package dev.jimm.core.tensorfile;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Named tensors of a file of any format, or of several files that belong together. */
public interface TensorSource {
    /** What messages name: the file, or the one that names the others. */
    Path file();

    /** The names of all tensors, in the order of the file. */
    List<String> names();

    Optional<StoredTensor> find(String name);

    /** What was chosen of a file that holds more, and what was left out of its names; to be told with a load. */
    default Optional<String> note() {
        return Optional.empty();
    }

    /**
     * The tensor of a name.
     *
     * @throws JimmException (DATA) when there is none
     */
    default StoredTensor get(String name) {
        return find(name)
                .orElseThrow(() -> new JimmException(
                        Category.DATA, file() + ": there is no tensor '" + name + "'" + Nearest.hint(name, names())));
    }
}

package dev.jimm.api.data;

import dev.jimm.api.API;
import dev.jimm.api.ConfigurableProvider;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Offers readers of data sets by name, the value of {@code data.reader}.
 *
 * @param <C> the options, {@code data.options}; the record's components are the keys in kebab-case, and its compact
 *     constructor checks them (messages begin with the key)
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface ReaderProvider<C extends Record> extends ConfigurableProvider<C> {
    /**
     * Opens a data set. Decodes no image, and writes nothing below the root.
     *
     * @param name one of this provider's names
     * @param root the folder or file of {@code data.root}
     * @throws IOException if the data is not what the reader expects; the message says what was found where, what was
     *     expected, and what to do
     * @throws IllegalArgumentException if options do not fit the data; the message begins with the key
     */
    DataSet open(String name, Path root, C options) throws IOException;
}

package dev.jimm.core.data;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run learns from and what it is judged by. Both have the same classes with the same labels. */
public final class TrainingData implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingData.class);

    private final DataSet opened;
    private final Reader train;
    private final Reader validation;

    /** @param opened whose readers the two parts are, or view; closed with this */
    TrainingData(DataSet opened, Reader train, Reader validation) {
        this.opened = opened;
        this.train = train;
        this.validation = validation;
    }

    public Reader train() {
        return train;
    }

    public Reader validation() {
        return validation;
    }

    /** Sizes and a checksum of all names and labels: what must be the same for a run to go on. */
    public String fingerprint() {
        CRC32 checksum = new CRC32();
        add(train, checksum);
        add(validation, checksum);
        return String.format(
                Locale.ROOT,
                "%d to train on, %d held out, checksum %08x",
                train.size(),
                validation.size(),
                checksum.getValue());
    }

    private static void add(Reader reader, CRC32 checksum) {
        for (int index = 0; index < reader.size(); index++) {
            checksum.update(
                    (reader.name(index) + Arrays.toString(reader.labels(index))).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        close(opened);
    }

    /** Gives back what the readers hold; that a file cannot be closed loses nothing, and is logged. */
    static void close(DataSet opened) {
        try {
            opened.close();
        } catch (IOException e) {
            LOG.warn("Cannot close the data set", e);
        }
    }
}

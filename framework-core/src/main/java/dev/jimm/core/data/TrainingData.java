package dev.jimm.core.data;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import java.io.IOException;
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

    /** Gives back what the readers hold; that a file cannot be closed loses nothing, and is logged. */
    @Override
    public void close() {
        try {
            opened.close();
        } catch (IOException e) {
            LOG.warn("Cannot close the data set", e);
        }
    }
}

package dev.jimm.api.data;

import dev.jimm.api.API;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * What a training run reads. Both parts have the same classes with the same labels.
 *
 * @param train what is learnt from; all samples where there is no validation part
 * @param validation what the model is judged by; where the data set has none, a part of {@code train} is held out
 */
@API(status = API.Status.STABLE, since = "0.1")
public record DataSet(Reader train, Optional<Reader> validation) implements AutoCloseable {
    public DataSet {
        Objects.requireNonNull(train);
        Objects.requireNonNull(validation);
    }

    /** A data set that says itself what is held out. */
    public static DataSet of(Reader train, Reader validation) {
        return new DataSet(train, Optional.of(validation));
    }

    /** A data set without a validation part. */
    public static DataSet undivided(Reader all) {
        return new DataSet(all, Optional.empty());
    }

    @Override
    public void close() throws IOException {
        try (train) {
            if (validation.isPresent()) {
                validation.get().close();
            }
        }
    }
}

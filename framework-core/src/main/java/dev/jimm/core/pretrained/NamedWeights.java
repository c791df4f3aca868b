package dev.jimm.core.pretrained;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.file.Fingerprint;
import dev.jimm.core.provenance.StartingWeights;
import dev.jimm.core.tensorfile.TensorFiles;
import dev.jimm.core.tensorfile.TensorSource;
import java.io.IOException;

/**
 * A file of weights that was opened.
 *
 * @param origin what it was asked for by: {@code architecture.tag}, {@code hf-hub:owner/name}, {@code file:PATH}
 */
public record NamedWeights(String origin, TensorSource file) {
    /**
     * Reads the whole file for its digest.
     *
     * @throws JimmException (DATA) when it cannot be read
     */
    public StartingWeights provenance() {
        try {
            return new StartingWeights(
                    origin,
                    file.file().toString(),
                    Fingerprint.of(TensorFiles.parts(file.file())).sha256());
        } catch (IOException e) {
            throw new JimmException(Category.DATA, file.file() + " cannot be read: " + Reason.of(e), e);
        }
    }
}

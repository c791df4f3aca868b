package dev.jimm.core.verify;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** A kind of reference file. */
interface FixtureKind {
    /** What such a file holds and how it is recognised, for messages. */
    String description();

    /** Whether a file that begins with this record is of this kind. */
    boolean recognises(Facts first);

    /**
     * Checks all records of a file.
     *
     * @param report is given each result as soon as there is one
     * @return what was not checked, and why
     */
    List<String> check(Iterator<Facts> records, VerifyOptions options, Consumer<Case> report);
}

package dev.jimm.app.evaluate;

import java.util.Locale;

/** A part of a data set. */
enum Split {
    TRAIN,
    /** What a training would be judged by: the validation part or, where there is none, what would be held out. */
    VALIDATION,
    ALL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

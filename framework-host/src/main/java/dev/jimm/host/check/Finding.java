package dev.jimm.host.check;

import dev.jimm.host.ForeignText;
import java.util.List;

/**
 * Something about a plugin.
 *
 * @param what is the matter
 * @param remedy what the author or the user can do
 * @param places where in the code; empty when it is about the jar as a whole
 */
public record Finding(Severity severity, String what, String remedy, List<Place> places) {
    public Finding {
        what = ForeignText.oneLine(what);
        remedy = ForeignText.oneLine(remedy);
        places = List.copyOf(places);
    }
}

package dev.jimm.api;

import java.util.List;
import java.util.Objects;

/**
 * What a listing says about a name that a provider offers.
 *
 * @param summary a line, without a full stop
 * @param papers addresses of the papers that it is from, the most important one first; empty when there is none
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Description(String summary, List<String> papers) {
    public Description {
        Objects.requireNonNull(summary, "summary");
        papers = List.copyOf(papers);
    }

    public static Description of(String summary, String... papers) {
        return new Description(summary, List.of(papers));
    }
}

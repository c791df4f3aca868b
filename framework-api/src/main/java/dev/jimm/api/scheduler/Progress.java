package dev.jimm.api.scheduler;

import dev.jimm.api.API;
import java.util.List;

/** How far a training has come, as its schedule sees it. */
@API(status = API.Status.STABLE, since = "0.1")
public interface Progress {
    /** The epoch that the next update belongs to, from 0. */
    int epoch();

    /** How many updates (optimizer steps) were made. */
    long updates();

    /**
     * The validation metric of each epoch that was finished, in order; higher is better. It is saved with the run, so a schedule that
     * decides by it needs no state of its own.
     */
    List<Double> metrics();
}

package dev.jimm.api.optimizer;

import dev.jimm.api.API;
import dev.jimm.api.nn.Param;
import java.util.List;

/** How an optimizer changes one parameter. Everything that must survive a step is a named state tensor, so rules keep no fields. */
@API(status = API.Status.STABLE, since = "0.1")
public interface UpdateRule {
    /** More than any rule needs. */
    int PHASES = 64;

    /** The state tensors that a parameter needs. */
    List<StateTensor> state(Param parameter);

    /**
     * Changes the parameter and its state in place. Recorded once for each {@linkplain #phase phase} and replayed at its steps, so
     * whatever else differs from step to step must come from the {@link ParameterUpdate}.
     */
    void update(ParameterUpdate update);

    /**
     * Which of several things a step does, where a rule does not do the same at every step: something at the first one only, or every
     * so many. A pure function of the step.
     *
     * @param step from 1
     * @return from 0, below {@link #PHASES}
     */
    default int phase(long step) {
        return 0;
    }

    /**
     * Of how many random directions the {@linkplain ParameterUpdate#hessian curvature} is to be estimated at the steps of a phase; 0 at
     * those that do not ask for it. Each costs about as much as another backward pass.
     */
    default int hessianSamples(int phase) {
        return 0;
    }
}

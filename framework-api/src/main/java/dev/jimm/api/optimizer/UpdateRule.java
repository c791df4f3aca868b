package dev.jimm.api.optimizer;

import dev.jimm.api.nn.Param;
import java.util.List;

/** How an optimizer changes one parameter. Everything that must survive a step is a named state tensor, so rules keep no fields. */
public interface UpdateRule {
    /** The state tensors that a parameter needs. */
    List<StateTensor> state(Param parameter);

    /** Changes the parameter and its state in place. */
    void update(ParameterUpdate update);
}

package dev.jimm.core.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.weights.Checkpoint;
import java.util.List;

/**
 * What a checkpoint says beside its tensors: enough to go on with the run, and to use the model without it.
 *
 * @param configuration the run's resolved configuration, as JSON
 * @param classes the class names in the order of the labels
 * @param epoch the epoch that goes on, from 0
 * @param batch how many of its batches were trained
 * @param updates how many updates were made
 * @param lossSum over the batches of the epoch that goes on
 * @param metrics of the epochs that were finished
 */
record RunState(
        String configuration,
        List<String> classes,
        Preprocessing preprocessing,
        int epoch,
        int batch,
        long updates,
        double lossSum,
        List<EpochMetrics> metrics) {
    static final String MODEL = "model";
    static final String OPTIMIZER = "optimizer";

    private static final ObjectMapper JSON = new ObjectMapper();

    ObjectNode toJson() {
        return JSON.valueToTree(this);
    }

    static RunState of(Checkpoint checkpoint) {
        try {
            return JSON.treeToValue(checkpoint.state(), RunState.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new JimmException(
                    Category.DATA,
                    checkpoint.folder() + ": this checkpoint was not written by a training run of this version: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }
}

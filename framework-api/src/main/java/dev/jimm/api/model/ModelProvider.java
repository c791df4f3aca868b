package dev.jimm.api.model;

import dev.jimm.api.API;
import dev.jimm.api.Provider;
import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.nn.ParamTable;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A family of models: the entry point of a model plugin. */
@API(status = API.Status.STABLE, since = "0.1")
public interface ModelProvider extends Provider {
    /** The family's name, such as {@code resnet}: that of timm's file where there is one. */
    String family();

    /** All members of the family. */
    List<Architecture<?>> architectures();

    /**
     * The table of pretrained weights and deprecated names, as JSON in UTF-8; the caller closes it.
     *
     * <p>{@code {"pretrained": {"resnet50": [{"tag": "a1_in1k", "hf_hub_id": "timm/", "input_size": [3, 224, 224], ...}]},
     * "deprecated": {"old_name": "resnet50.tag"}, "parameters": {"resnet50": 25557032}}}, with timm's keys in each entry; the first
     * tag of an architecture is its default. The numbers of parameters, as the default tags have them, may be left out: they only spare
     * {@code jimm models} to build every structure.
     */
    default Optional<InputStream> pretrainedTable() {
        return Optional.empty();
    }

    /**
     * Makes the tensors of a checkpoint those of a model of this family: what papers, older versions and other frameworks
     * name or arrange otherwise. It is asked before the names of any file are compared with the model's, so a checkpoint
     * that already has the model's names must come out as it is. What it does not know it leaves as it is.
     *
     * @param model what the model declares
     * @throws IllegalArgumentException with the reason when the checkpoint is of this family and cannot be converted
     */
    default StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint;
    }

    @Override
    default Set<String> names() {
        return architectures().stream().map(Architecture::name).collect(Collectors.toUnmodifiableSet());
    }
}

/**
 * Checkpoints of other hands: their tensors by name, and the steps that make them those of a model of this framework.
 *
 * <p>{@link dev.jimm.api.model.ModelProvider#convert} is given a {@link dev.jimm.api.checkpoint.StateDict} and returns another one. No
 * value is read before it is asked for.
 */
package dev.jimm.api.checkpoint;

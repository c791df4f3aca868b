/** Checkpoints of other hands: their tensors by name, and the steps that make them those of a model of this framework. */
package dev.jimm.api.checkpoint;

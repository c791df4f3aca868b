/**
 * Weights on disk: safetensors files, how they fit a model, and checkpoints.
 *
 * <p>What is read may come from anywhere, so every number in a file is checked before it is used; what is written
 * appears as a whole or not at all.
 */
package dev.jimm.core.weights;

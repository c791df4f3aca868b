/**
 * The engine {@code jimm} of DJL: {@code Criteria} opens runs, checkpoints and exported folders, and predicts with the preprocessing that
 * was saved with the weights. Arrays are those of DJL's PyTorch.
 */
package dev.jimm.djl;

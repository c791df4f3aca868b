/**
 * Fast inference for applications: {@link dev.jimm.core.inference.Predictor} answers single images from any thread, and
 * {@link dev.jimm.core.inference.OptimisedModel} batches.
 */
package dev.jimm.core.inference;

/** What trained models are used for beyond one forward pass: averages over views, embeddings, statistics of layers. */
package dev.jimm.core.predict;

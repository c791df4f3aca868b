package dev.jimm.core.provenance;

/**
 * The weights that a run starts from.
 *
 * @param origin what they were asked for by: {@code architecture.tag}, {@code hf-hub:owner/name}, {@code file:PATH}
 * @param file where they lay
 * @param sha256 of the file; where it is an index, of its bytes and those of the files that it names, in their order
 */
public record StartingWeights(String origin, String file, String sha256) {}

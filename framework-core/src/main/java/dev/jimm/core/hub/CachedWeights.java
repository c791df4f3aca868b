package dev.jimm.core.hub;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What the cache has of one repository, or one file of an address.
 *
 * @param name the repository, or the file's name
 * @param revisions the branches and tags that are known; commits without one; none for the file of an address
 * @param bytes what it takes on the disk, unfinished downloads included
 * @param lastUse when it was last read, as far as the file system notes that, or changed
 * @param path the repository's folder, or the file
 */
public record CachedWeights(String name, List<String> revisions, long bytes, Instant lastUse, Path path) {}

package dev.jimm.core.hub;

import java.nio.file.Path;

/**
 * A model of a repository, with its files on this machine.
 *
 * @param configFile its {@code config.json}
 * @param config what that says
 * @param weights the file of its weights
 */
public record HubModel(Path configFile, HubConfig config, Path weights) {}

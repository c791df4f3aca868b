package dev.jimm.core.weights;

import java.util.OptionalDouble;

/**
 * What a checkpoint is kept or chosen by.
 *
 * @param name the name of its folder
 * @param step how many steps the run had done; the last checkpoint is the one with the most
 * @param score the metric that decides which one is best, higher is better; absent when nothing finite was measured
 */
public record CheckpointInfo(String name, long step, OptionalDouble score) {}

/**
 * How well a model classifies: metrics by name, results of each class, what was taken for what, and when a training has
 * stopped getting better.
 */
package dev.jimm.core.metric;

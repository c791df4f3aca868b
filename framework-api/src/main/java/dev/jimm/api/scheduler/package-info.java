/**
 * Learning-rate schedules: pure functions of a training's progress.
 *
 * <p>A {@link dev.jimm.api.scheduler.Schedule} keeps no state. What it decides by, such as the validation metrics so far, comes with
 * the {@link dev.jimm.api.scheduler.Progress} and is saved with the run:
 *
 * <pre>{@code
 * public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
 *     double updates = (double) epochs * updatesPerEpoch;
 *     return (baseRate, progress) -> baseRate * Math.max(0, 1 - progress.updates() / updates);
 * }
 * }</pre>
 */
package dev.jimm.api.scheduler;

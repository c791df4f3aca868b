/**
 * What happens during a training, and listeners that show or record it.
 *
 * <p>A {@link dev.jimm.api.event.TrainingListener} is told every {@link dev.jimm.api.event.TrainingEvent} on the training's thread. More
 * kinds may come, so it looks for those that it knows and passes over all others:
 *
 * <pre>{@code
 * public void on(TrainingEvent event) {
 *     if (event instanceof TrainingEvent.EpochEnded epoch) {
 *         rows.add(epoch.epoch() + " " + epoch.metrics().get("top1"));
 *     }
 * }
 * }</pre>
 */
package dev.jimm.api.event;

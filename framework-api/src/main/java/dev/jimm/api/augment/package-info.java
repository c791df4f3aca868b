/**
 * Augmentation: random changes of training images.
 *
 * <p>An {@link dev.jimm.api.augment.AugmentPolicy} gets an image and the only source of chance that it may use, and gives an image of the
 * same size; {@link dev.jimm.api.image} has the operations:
 *
 * <pre>{@code
 * public AugmentPolicy create(String name, Options options, Canvas canvas) {
 *     return (image, random) -> random.nextDouble() < options.probability() ? Levels.invert(image) : image;
 * }
 * }</pre>
 */
package dev.jimm.api.augment;

/**
 * 8-bit RGB images and operations on them, to the last bit as Pillow and torchvision compute them.
 *
 * <p>Operations are static methods that read an {@link dev.jimm.api.image.Image} and return another one. They are plain Java: the same
 * result on every machine.
 */
package dev.jimm.api.image;

/**
 * Trained branches made one convolution (Ding et al., RepVGG: Making VGG-style ConvNets Great Again, 2021): the same
 * outputs with fewer and faster layers.
 */
package dev.jimm.core.reparam;

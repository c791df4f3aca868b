/** Pretrained weights: what a configuration means by them, and how they are made to fit a model. */
package dev.jimm.core.pretrained;

/**
 * One model of several: the weights of checkpoints that were trained from the same start, averaged (Wortsman et al.,
 * Model soups: averaging weights of multiple fine-tuned models improves accuracy without increasing inference time,
 * 2022).
 */
package dev.jimm.core.average;

/** Pretrained weights: where they are, how they come, and the cache that is shared with Python's huggingface_hub. */
package dev.jimm.core.hub;

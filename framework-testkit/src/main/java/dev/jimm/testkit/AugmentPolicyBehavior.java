package dev.jimm.testkit;

/** What augmentation policies do. Each is expected of every policy; a policy without it must behave as said here. */
public enum AugmentPolicyBehavior {
    /** Makes different pictures of one image with different seeds; otherwise the same picture with all seeds. */
    RANDOM
}

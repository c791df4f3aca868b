package dev.jimm.core.verify;

/**
 * The result of one check.
 *
 * @param name what was checked, such as {@code resnet50 traced}
 * @param detail how near a passed check came, or all that is wrong; one line
 */
public record Case(String name, boolean passed, String detail) {}

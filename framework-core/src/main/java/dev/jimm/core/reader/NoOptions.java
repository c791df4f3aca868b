package dev.jimm.core.reader;

/** Of readers that need nothing but their root. */
public record NoOptions() {}

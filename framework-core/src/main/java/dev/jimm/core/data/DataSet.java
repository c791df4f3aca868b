package dev.jimm.core.data;

/** What a training run reads. Both parts have the same classes with the same labels. */
public record DataSet(Reader train, Reader validation) {}

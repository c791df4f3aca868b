package dev.jimm.core.hub;

/**
 * A file as the hub has it.
 *
 * @param commit the 40 hexadecimal digits of the revision's commit
 * @param tag names the content: its SHA-256 or its name in Git
 * @param bytes its size, or -1 when the hub does not say
 */
record RemoteFile(String name, String commit, String tag, long bytes) {}

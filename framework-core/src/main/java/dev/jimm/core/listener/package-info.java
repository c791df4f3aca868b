/**
 * The listeners that are there without any plugin; each writes a file into the run's folder.
 *
 * <p>All that a listener was told is with the operating system when it returns, so that the end of the process, whatever
 * ends it, loses nothing. A training that goes on from a checkpoint tells again what lies behind that; a file drops it
 * first.
 */
package dev.jimm.core.listener;

/** The listeners of a run, by the section {@code log} of its file. */
package dev.jimm.core.log;

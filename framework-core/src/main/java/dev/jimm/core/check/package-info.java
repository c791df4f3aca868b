/** Proves what can be proved of a plugin's providers without an engine and without data. */
package dev.jimm.core.check;

/** Files that are whole or not there, and the fingerprints of what they hold. */
package dev.jimm.core.file;

/** Checks what the plugins provide against files of reference facts. */
package dev.jimm.core.verify;

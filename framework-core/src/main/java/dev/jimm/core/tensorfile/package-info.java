/** Files of named tensors, read and written. */
package dev.jimm.core.tensorfile;

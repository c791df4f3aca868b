/** {@code jimm quantize}: a model in 8-bit whole numbers, and how it compares with the original. */
package dev.jimm.app.quantize;

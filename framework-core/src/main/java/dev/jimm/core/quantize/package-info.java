/** Models in 8-bit whole numbers, as ONNX files: which tensors, in which steps, and what becomes of the computation. */
package dev.jimm.core.quantize;

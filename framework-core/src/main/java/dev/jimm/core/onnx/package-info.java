/** A recorded computation written as an ONNX file, for ONNX Runtime, TensorRT and whatever else reads that. */
package dev.jimm.core.onnx;

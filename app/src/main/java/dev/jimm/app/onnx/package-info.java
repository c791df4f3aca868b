/** Exported models at work in ONNX Runtime. */
package dev.jimm.app.onnx;

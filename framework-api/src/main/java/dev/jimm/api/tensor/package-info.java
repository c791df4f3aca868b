/**
 * Tensors, and the operators that compute them.
 *
 * <p>Models, losses and update rules call the methods of {@link dev.jimm.api.tensor.Tensor}. Each call is an operator, an {@link
 * dev.jimm.api.tensor.Op}, with a rule for shapes and types, a TorchScript expression and a form in ONNX. A plugin that needs an
 * operator which is not there defines it and applies it; nothing needs to be registered.
 */
package dev.jimm.api.tensor;

/**
 * Layers, and what they are made of.
 *
 * <p>A layer is described by a record or an enum, such as {@link dev.jimm.api.nn.Conv2d}, and declared at a {@link
 * dev.jimm.api.nn.Scope}, a position in the state dict: {@code Conv2d.of(3, 16, 3).at(scope.at("conv1"))} declares {@code
 * conv1.weight} and gives the {@link dev.jimm.api.nn.Layer} that computes with it. The {@link dev.jimm.api.nn.Param} knows name, shape
 * and {@linkplain dev.jimm.api.nn.Init initial values}; the values themselves live wherever the model is run, and a {@link
 * dev.jimm.api.nn.Pass} brings them.
 */
package dev.jimm.api.nn;

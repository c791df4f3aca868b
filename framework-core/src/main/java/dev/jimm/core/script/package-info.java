/** Recorded computations written as TorchScript. */
package dev.jimm.core.script;

/** Rewritings for the kernels of oneDNN, which the engine has on CPUs. */
package dev.jimm.core.graph.cpu;

/** Computations as they were recorded: calls of operators, and what can be said and made of them without an engine. */
package dev.jimm.core.graph;

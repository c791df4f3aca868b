/** What recorded computations are made faster by, on any device and without an engine: a class a rewriting. */
package dev.jimm.core.graph.pass;

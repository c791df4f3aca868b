/** What is in a data set, what is wrong with it, and how a model might be trained on it. */
package dev.jimm.core.analyze;

/** Readers of data sets. */
package dev.jimm.api.data;

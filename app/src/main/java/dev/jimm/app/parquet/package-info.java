/**
 * Writes results as Parquet files, a small part of the <a href="https://github.com/apache/parquet-format">format</a>:
 * enough for tables of texts, numbers and vectors. Every library that writes more of it brings Hadoop.
 */
package dev.jimm.app.parquet;

/**
 * Readers of data sets.
 *
 * <p>A {@link dev.jimm.api.data.ReaderProvider} opens a folder or file as a {@link dev.jimm.api.data.DataSet}: one or two {@link
 * dev.jimm.api.data.Reader readers}, which give labels and bytes of image files or pixels. Decoding, class maps and holding a part out
 * are the same for every reader, and not its business.
 */
package dev.jimm.api.data;

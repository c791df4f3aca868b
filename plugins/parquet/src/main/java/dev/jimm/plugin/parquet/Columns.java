package dev.jimm.plugin.parquet;

import dev.jimm.plugin.parquet.Parquet.Options;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The two columns of a file that are read. */
record Columns(ParquetFile file, ColumnDescriptor image, ColumnDescriptor label) {
    private static final Set<PrimitiveTypeName> LABEL_TYPES =
            EnumSet.of(PrimitiveTypeName.INT32, PrimitiveTypeName.INT64, PrimitiveTypeName.BINARY);

    /** @throws IllegalArgumentException if the file has no such columns */
    static Columns of(ParquetFile file, Options options) {
        return new Columns(file, image(file, options.imageColumn()), label(file, options.labelColumn()));
    }

    private static ColumnDescriptor image(ParquetFile file, String name) {
        List<ColumnDescriptor> leaves = leaves(file, "image-column", name);
        return leaves.stream()
                .filter(leaf -> leaf.getPath().length == 1 || leaf.getPath()[1].equals("bytes"))
                .filter(leaf -> leaf.getMaxRepetitionLevel() == 0
                        && leaf.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("image-column = '" + name + "' of " + file.path()
                        + " must be bytes, or a struct with a field 'bytes'; it is " + types(leaves)));
    }

    private static ColumnDescriptor label(ParquetFile file, String name) {
        List<ColumnDescriptor> leaves = leaves(file, "label-column", name);
        ColumnDescriptor leaf = leaves.get(0);
        if (leaves.size() > 1
                || leaf.getMaxRepetitionLevel() > 1
                || !LABEL_TYPES.contains(leaf.getPrimitiveType().getPrimitiveTypeName())) {
            throw new IllegalArgumentException("label-column = '" + name + "' of " + file.path()
                    + " must be whole numbers, texts, or lists of them; it is " + types(leaves));
        }
        return leaf;
    }

    private static List<ColumnDescriptor> leaves(ParquetFile file, String key, String name) {
        List<ColumnDescriptor> leaves = file.leaves().stream()
                .filter(leaf -> leaf.getPath()[0].equals(name))
                .toList();
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException(
                    key + " = '" + name + "' is not a column of " + file.path() + ", which has "
                            + file.leaves().stream()
                                    .map(leaf -> leaf.getPath()[0])
                                    .distinct()
                                    .collect(Collectors.joining(", ")));
        }
        return leaves;
    }

    private static String types(List<ColumnDescriptor> leaves) {
        return leaves.stream()
                .map(leaf -> String.join(".", leaf.getPath()) + ": "
                        + (leaf.getMaxRepetitionLevel() > 0 ? "lists of " : "")
                        + leaf.getPrimitiveType().getPrimitiveTypeName())
                .collect(Collectors.joining(", "));
    }

    /** Tells what the labels of the file are. */
    void tell(Classes classes) throws IOException {
        boolean lists = label.getMaxRepetitionLevel() > 0;
        boolean text = label.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
        Optional<List<String>> names = HubFeatures.classNames(file, label.getPath()[0]);
        classes.begin(file.path().toString(), new Classes.Kind(lists, text), names);
    }

    /** Adds the labels of all rows of the file. */
    void loadLabels(LabelList labels) throws IOException {
        labels.beginFile();
        for (int group = 0; group < file.rowGroups(); group++) {
            file.readAll(group, label, (column, pages) -> loadLabels(column, pages, labels));
        }
    }

    /** Adds the images of a row group. */
    void loadImages(int group, ImageStore images) throws IOException {
        file.readAll(group, image, (column, pages) -> loadImages(column, pages, images));
    }

    private static long loadImages(ColumnReader column, ChunkPages pages, ImageStore images) throws IOException {
        int[] added = new int[pages.dictionarySize()];
        for (long i = 0; i < pages.getTotalValueCount(); i++) {
            if (column.getCurrentDefinitionLevel() < column.getDescriptor().getMaxDefinitionLevel()) {
                images.addNone();
            } else if (pages.isCurrentByDictionary()) {
                addOnce(column, added, images);
            } else {
                images.add(column.getBinary());
            }
            column.consume();
        }
        return pages.getTotalValueCount();
    }

    /** Rows with the same image share it in the store, as they do in the file. */
    private static void addOnce(ColumnReader column, int[] added, ImageStore images) throws IOException {
        int entry = column.getCurrentValueDictionaryID();
        if (added[entry] > 0) {
            images.addAgain(added[entry] - 1);
        } else {
            images.add(column.getBinary());
            added[entry] = images.size();
        }
    }

    private static long loadLabels(ColumnReader column, ChunkPages pages, LabelList labels) throws IOException {
        boolean lists = column.getDescriptor().getMaxRepetitionLevel() > 0;
        long rows = 0;
        for (long i = 0; i < pages.getTotalValueCount(); i++) {
            if (column.getCurrentRepetitionLevel() == 0) {
                labels.addRow();
                rows++;
            }
            if (column.getCurrentDefinitionLevel() == column.getDescriptor().getMaxDefinitionLevel()) {
                labels.addLabel(column);
            } else if (!lists) {
                throw labels.noLabel();
            }
            column.consume();
        }
        return rows;
    }
}

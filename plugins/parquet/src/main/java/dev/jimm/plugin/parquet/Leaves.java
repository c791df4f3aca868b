package dev.jimm.plugin.parquet;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;

/** Finds the columns that hold values in a schema, which is a tree, root first, every node before its children. */
final class Leaves {
    private final Iterator<SchemaElement> elements;
    private final List<ColumnDescriptor> leaves = new ArrayList<>();

    private Leaves(Iterator<SchemaElement> elements) {
        this.elements = elements;
    }

    static List<ColumnDescriptor> of(List<SchemaElement> schema) throws DamagedException {
        Leaves found = new Leaves(schema.iterator());
        int columns = found.elements.next().getNum_children();
        for (int i = 0; i < columns; i++) {
            found.add(List.of(), 0, 0);
        }
        if (found.elements.hasNext()) {
            throw new DamagedException("its schema goes on after its end");
        }
        return found.leaves;
    }

    /**
     * Adds the next node.
     *
     * @param parents their names from the root on
     * @param repetitions how many of them are repeated
     * @param definitions how many of them can be absent
     */
    private void add(List<String> parents, int repetitions, int definitions) {
        SchemaElement element = elements.next();
        FieldRepetitionType repetition = element.getRepetition_type();
        List<String> path = new ArrayList<>(parents);
        path.add(element.getName());
        int repeated = repetitions + (repetition == FieldRepetitionType.REPEATED ? 1 : 0);
        int defined = definitions + (repetition == FieldRepetitionType.REQUIRED ? 0 : 1);
        if (element.isSetType()) {
            leaves.add(new ColumnDescriptor(path.toArray(String[]::new), type(element), repeated, defined));
        } else {
            for (int i = 0; i < element.getNum_children(); i++) {
                add(path, repeated, defined);
            }
        }
    }

    private static PrimitiveType type(SchemaElement element) {
        PrimitiveTypeName name = switch (element.getType()) {
            case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
            case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
            case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
            case INT32 -> PrimitiveTypeName.INT32;
            case INT64 -> PrimitiveTypeName.INT64;
            case INT96 -> PrimitiveTypeName.INT96;
            case FLOAT -> PrimitiveTypeName.FLOAT;
            case DOUBLE -> PrimitiveTypeName.DOUBLE;
        };
        return new PrimitiveType(
                Repetition.valueOf(element.getRepetition_type().name()),
                name,
                element.getType_length(),
                element.getName());
    }
}

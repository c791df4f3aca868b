package dev.jimm.api.tensor;

import dev.jimm.api.API;
import java.util.Arrays;
import java.util.List;

/** The attribute values of one call of an operator, by name: whole or real numbers, lists of them, truth values, text. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Attributes {
    private final Op op;
    private final Object[] values;

    Attributes(Op op, Object... values) {
        List<Op.Attribute> declared = op.attributes();
        if (declared.size() != values.length) {
            throw new IllegalArgumentException(
                    op + " takes the attributes " + declared + ", got " + values.length + " values");
        }
        for (int i = 0; i < values.length; i++) {
            if (!declared.get(i).type().accepts(values[i])) {
                String given = values[i] == null ? "null" : values[i].getClass().getSimpleName();
                throw new IllegalArgumentException(op + ": attribute " + declared.get(i) + " was given " + given);
            }
        }
        this.op = op;
        this.values = values;
    }

    public long integer(String name) {
        return (Long) get(name);
    }

    public long[] integers(String name) {
        return ((long[]) get(name)).clone();
    }

    public double number(String name) {
        return (Double) get(name);
    }

    public double[] numbers(String name) {
        return ((double[]) get(name)).clone();
    }

    public boolean flag(String name) {
        return (Boolean) get(name);
    }

    public String text(String name) {
        return (String) get(name);
    }

    /** The value as it was given; the caller must not change a list. */
    public Object get(String name) {
        return values[op.attributeIndex(name)];
    }

    /** All values in the order in which the operator declares them; the caller must not change them. */
    public Object[] values() {
        return values;
    }

    @Override
    public String toString() {
        return Arrays.deepToString(values);
    }
}

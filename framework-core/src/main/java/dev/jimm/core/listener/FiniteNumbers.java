package dev.jimm.core.listener;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/** Writes a number that is not finite, which JSON has no form for, as {@code null}. */
public final class FiniteNumbers extends JsonSerializer<Double> {
    private FiniteNumbers() {}

    /** For mappers that write such numbers. */
    public static SimpleModule module() {
        FiniteNumbers numbers = new FiniteNumbers();
        return new SimpleModule().addSerializer(Double.class, numbers).addSerializer(double.class, numbers);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider unused) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumber(value);
        } else {
            out.writeNull();
        }
    }
}

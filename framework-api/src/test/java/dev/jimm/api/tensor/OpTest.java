package dev.jimm.api.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.tensor.Op.Attribute;
import dev.jimm.api.tensor.Op.AttributeType;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpTest {
    private static final Op SCALED = Op.define(
                    "scaled",
                    "torch.add(torch.mul({0}, {scale:float}), {1?}, alpha={scale:float}, {dims:ints}, {flag:bool},"
                            + " {mode:str})")
            .build();

    private final ShapeRunner runner = new ShapeRunner();

    @Test
    void templatesDeclareOperandsAndAttributes() {
        assertEquals(2, SCALED.operands());
        assertFalse(SCALED.isOptional(0));
        assertTrue(SCALED.isOptional(1));
        assertFalse(SCALED.isVariadic());
        assertEquals(
                List.of(
                        new Attribute("scale", AttributeType.FLOAT),
                        new Attribute("dims", AttributeType.INTS),
                        new Attribute("flag", AttributeType.BOOL),
                        new Attribute("mode", AttributeType.STR)),
                SCALED.attributes());
        Op joined = Op.define("joined", "torch.cat({0*}, {dim:int})").build();
        assertTrue(joined.isVariadic());
        assertEquals(1, joined.operands());
    }

    @Test
    void templatesExpand() {
        assertEquals(
                "torch.add(torch.mul(x0, <scale>), x1, alpha=<scale>, <dims>, <flag>, <mode>)",
                SCALED.expand(i -> "x" + i, name -> "<" + name + ">"));
        assertEquals(
                "f($1\\)",
                Op.define("f", "f({0})").build().expand(i -> "$1\\", name -> name),
                "text is taken as it is");
    }

    @Test
    void aTemplateWithoutTypesIsRefused() {
        Op.Builder untyped = Op.define("f", "f({0}, {stride})");
        assertEquals(
                "f: {stride} needs a type, one of int, ints, float, floats, bool, str",
                assertThrows(IllegalArgumentException.class, untyped::build).getMessage());
        Op.Builder unknown = Op.define("f", "f({0}, {stride:long})");
        assertEquals(
                "f: {stride:long} needs a type, one of int, ints, float, floats, bool, str",
                assertThrows(IllegalArgumentException.class, unknown::build).getMessage());
    }

    @Test
    void pluginsCallTheirOwn() {
        Op crop = Op.define("crop", "f({0}, {size:int})")
                .shape((in, a) -> Shapes.with(in[0], 0, a.integer("size")))
                .type(Op.TypeRule.always(ElementType.INT64))
                .build();
        Tensor cropped = runner.tensor(5, 6).apply(crop, new Tensor[0], 2L);
        assertArrayEquals(new long[] {2, 6}, cropped.shape());
        assertEquals(ElementType.INT64, cropped.type());
    }

    @Test
    void attributesAreChecked() {
        Op crop = Op.define("crop", "f({0}, {size:int})").build();
        Tensor x = runner.tensor(5);
        assertEquals(
                "crop takes the attributes [size:int], got 0 values",
                assertThrows(IllegalArgumentException.class, () -> x.apply(crop, new Tensor[0]))
                        .getMessage());
        assertEquals(
                "crop: attribute size:int was given Integer",
                assertThrows(IllegalArgumentException.class, () -> x.apply(crop, new Tensor[0], 2))
                        .getMessage());
        assertEquals(
                "crop: attribute size:int was given null",
                assertThrows(IllegalArgumentException.class, () -> x.apply(crop, new Tensor[0], (Object) null))
                        .getMessage());
    }

    @Test
    void attributesAreReadByName() {
        Attributes values = new Attributes(SCALED, 0.5, new long[] {1, 2}, true, "nearest");
        assertEquals(0.5, values.number("scale"));
        assertArrayEquals(new long[] {1, 2}, values.integers("dims"));
        assertTrue(values.flag("flag"));
        assertEquals("nearest", values.text("mode"));
        values.integers("dims")[0] = 7;
        assertArrayEquals(new long[] {1, 2}, values.integers("dims"), "a list that is handed out is a copy");
        assertThrows(ClassCastException.class, () -> values.integer("scale"));
        assertEquals(
                "scaled has no attribute 'size', only [scale, dims, flag, mode]",
                assertThrows(IllegalArgumentException.class, () -> values.integer("size"))
                        .getMessage());
    }

    @Test
    void namesOfTheCatalogueAreUniqueButForTheFormsOfOneOperator() {
        List<String> names = Ops.all().stream()
                .filter(op -> op != Ops.LINEAR_OF_TOKENS && op != Ops.LINEAR_OF_MAPS)
                .map(Op::name)
                .toList();
        assertEquals(names.size(), new TreeSet<>(names).size());
        assertTrue(names.size() > 100, names.size() + " entries");
    }
}

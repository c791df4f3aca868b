package dev.jimm.api.tensor;

import dev.jimm.api.API;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A primitive operator: a name, a TorchScript expression, a shape rule, a type rule, a precision class and, where a model that was
 * trained can have it, an ONNX form. Immutable.
 *
 * <p>The built-in ones are listed in {@link Ops}. A plugin that needs another one defines it the same way and calls it with
 * {@link Tensor#apply}; nothing needs to be registered.
 *
 * <p>The expression is a template in the form that serialized TorchScript uses, one call deep or nested: {@code {0}} is the first
 * operand, {@code {2?}} an operand that may be absent, {@code {0*}} the list of all operands, and {@code {stride:ints}} an attribute
 * of that name and {@linkplain AttributeType type}, in the order in which a call gives them:
 *
 * <pre>{@code
 * static final Op PIXEL_SHUFFLE = Op.define("pixel_shuffle", "torch.pixel_shuffle({0}, {factor:int})")
 *         .shape((in, a) -> ...)
 *         .build();
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Op {
    /** What a precision policy does with an operator. */
    public enum Cast {
        /** Runs in the policy's low precision: contractions, where the time goes. */
        LOW,
        /** Runs in float32: sums, exponentials, losses. */
        FULL,
        /** Takes its operands as they come. */
        KEEP
    }

    /** The type of an attribute, with its name in a template. */
    public enum AttributeType {
        INT("int", Long.class),
        INTS("List[int]", long[].class),
        FLOAT("float", Double.class),
        FLOATS("List[float]", double[].class),
        BOOL("bool", Boolean.class),
        STR("str", String.class);

        private final String script;
        private final Class<?> java;

        AttributeType(String script, Class<?> java) {
            this.script = script;
            this.java = java;
        }

        /** The type's name in TorchScript. */
        public String script() {
            return script;
        }

        boolean accepts(Object value) {
            return java.isInstance(value);
        }

        private static Optional<AttributeType> named(String inTemplate) {
            return Arrays.stream(values())
                    .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(inTemplate))
                    .findFirst();
        }
    }

    /** Where the result of an operator lies. */
    public enum Memory {
        /** Perhaps in that of the first operand, as a view of it; what is not known otherwise. */
        SHARED,
        /** In memory of its own. */
        FRESH,
        /** In that of the first operand, which the operator writes and returns. */
        OVERWRITTEN
    }

    /** A named attribute. */
    public record Attribute(String name, AttributeType type) {
        @Override
        public String toString() {
            return name + ":" + type.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Computes the shape of the result from those of the operands; {@code null} stands for an absent operand. */
    @FunctionalInterface
    public interface ShapeRule {
        /** Fails with an {@link IllegalArgumentException} that says what does not fit. */
        long[] of(long[][] operands, Attributes attributes);
    }

    /** Computes the element type of the result. */
    @FunctionalInterface
    public interface TypeRule {
        ElementType of(long[][] shapes, ElementType[] operands, Attributes attributes);

        /** Where types differ, the wider one: see {@link ElementType#promote}. */
        TypeRule PROMOTE = (shapes, operands, attributes) -> ElementType.promote(shapes, operands);

        /** That of the first operand. */
        TypeRule FIRST = (shapes, operands, attributes) -> operands[0];

        /** That of the first operand, which must be of a floating-point type. */
        TypeRule FLOATING = (shapes, operands, attributes) -> {
            if (!operands[0].isFloating()) {
                throw new IllegalArgumentException(
                        "takes real numbers, not " + operands[0] + "; convert by to(FLOAT32)");
            }
            return operands[0];
        };

        static TypeRule always(ElementType type) {
            return (shapes, operands, attributes) -> type;
        }
    }

    private static final String DRAWN = "{drawn}";
    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)([?*])?(?::(\\w+))?}");

    private final String name;
    private final String template;
    private final Cast cast;
    private final ShapeRule shape;
    private final TypeRule type;
    private final Memory memory;
    private final boolean updating;
    private final String overwriting;
    private final boolean overwritingInTraining;
    private final boolean forgetting;
    private final String twiceDifferentiable;
    private final String drawn;
    private final String applied;
    private final Predicate<Attributes> draws;
    private final OnnxForm onnx;
    private final List<Attribute> attributes;
    private final Map<String, Integer> attributeIndex = new LinkedHashMap<>();
    private final int operands;
    private final boolean variadic;
    private final Set<Integer> optional = new LinkedHashSet<>();

    private Op(Builder builder) {
        name = builder.name;
        template = builder.template;
        cast = builder.cast;
        shape = builder.shape;
        type = builder.type;
        memory = builder.memory;
        updating = builder.updating;
        overwriting = builder.overwriting;
        overwritingInTraining = builder.overwritingInTraining;
        forgetting = builder.forgetting;
        twiceDifferentiable = builder.twiceDifferentiable;
        drawn = builder.drawn;
        applied = builder.applied;
        draws = builder.draws;
        onnx = builder.onnx;
        List<Attribute> found = new ArrayList<>();
        int highest = -1;
        boolean list = false;
        Matcher slot = SLOT.matcher(template);
        while (slot.find()) {
            String key = slot.group(1);
            if (Character.isDigit(key.charAt(0))) {
                int index = Integer.parseInt(key);
                highest = Math.max(highest, index);
                list |= "*".equals(slot.group(2));
                if ("?".equals(slot.group(2))) {
                    optional.add(index);
                }
            } else if (attributeIndex.putIfAbsent(key, found.size()) == null) {
                AttributeType type = AttributeType.named(slot.group(3))
                        .orElseThrow(() -> new IllegalArgumentException(name + ": " + slot.group()
                                + " needs a type, one of int, ints, float, floats, bool, str"));
                found.add(new Attribute(key, type));
            }
        }
        for (String twin : new String[] {overwriting, twiceDifferentiable, drawn, applied}) {
            requireSlotsOf(twin);
        }
        attributes = List.copyOf(found);
        operands = highest + 1;
        variadic = list;
    }

    private void requireSlotsOf(String twin) {
        Matcher slot = SLOT.matcher(twin == null ? "" : twin);
        while (slot.find()) {
            if (!template.contains(slot.group()) && !slot.group().equals(DRAWN)) {
                throw new IllegalArgumentException(name + ": " + slot.group() + " is not in " + template);
            }
        }
    }

    public static Builder define(String name, String template) {
        return new Builder(name, template);
    }

    /** Collects what is known of an operator. Unless told otherwise its result has the first operand's shape and the wider type. */
    public static final class Builder {
        private final String name;
        private final String template;
        private Cast cast = Cast.KEEP;
        private ShapeRule shape = (in, a) -> in[0];
        private TypeRule type = TypeRule.PROMOTE;
        private Memory memory = Memory.SHARED;
        private boolean updating;
        private String overwriting;
        private boolean overwritingInTraining;
        private boolean forgetting;
        private String twiceDifferentiable;
        private String drawn;
        private String applied;
        private Predicate<Attributes> draws = attributes -> false;
        private OnnxForm onnx;

        private Builder(String name, String template) {
            this.name = name;
            this.template = template;
        }

        public Builder cast(Cast value) {
            cast = value;
            return this;
        }

        public Builder shape(ShapeRule rule) {
            shape = rule;
            return this;
        }

        public Builder type(TypeRule rule) {
            type = rule;
            return this;
        }

        /** The result has memory of its own. Not said of an operator that may return a view, it would corrupt memory. */
        public Builder fresh() {
            memory = Memory.FRESH;
            return this;
        }

        /** The operator writes into its first operand and returns it; it is carried out even when nobody reads the result. */
        public Builder inPlace() {
            memory = Memory.OVERWRITTEN;
            return this;
        }

        /** In training the operator also writes into later operands, such as running statistics. */
        public Builder updating() {
            updating = true;
            return this;
        }

        /**
         * A template with the same slots that computes the same into the memory of the first operand; used where nobody needs that
         * operand any more and no gradient is asked for.
         */
        public Builder overwriting(String twin) {
            overwriting = twin;
            return this;
        }

        /** The {@linkplain #overwriting overwriting} form has the same gradient, for which it needs no value that it overwrites. */
        public Builder overwritingInTraining() {
            overwritingInTraining = true;
            return this;
        }

        /** The gradient does not need the result, which may therefore be overwritten. */
        public Builder forgetting() {
            forgetting = true;
            return this;
        }

        /** A template with the same slots whose gradient has a gradient too, where that of the usual one has none. */
        public Builder twiceDifferentiable(String twin) {
            twiceDifferentiable = twin;
            return this;
        }

        /**
         * The operator draws from the device's generator. What it computes can be computed again with the same draw by two templates with
         * the same slots, which together give the same bits.
         *
         * @param draw gives what is drawn alone, as small as can be
         * @param apply computes the result from the operands and from that, which is {@code {drawn}}
         * @param when the attributes with which anything is drawn
         */
        public Builder random(String draw, String apply, Predicate<Attributes> when) {
            drawn = draw;
            applied = apply;
            draws = when;
            return this;
        }

        /** How the operator is written in ONNX; without it a model that uses the operator cannot be exported. */
        public Builder onnx(OnnxForm form) {
            onnx = form;
            return this;
        }

        /**
         * The operator.
         *
         * @throws IllegalArgumentException when a template has a slot that it may not have
         */
        public Op build() {
            return new Op(this);
        }
    }

    public String name() {
        return name;
    }

    public Cast cast() {
        return cast;
    }

    /** Where the result lies. */
    public Memory memory() {
        return memory;
    }

    /** Whether the operator writes into operands but the first when training. */
    public boolean isUpdating() {
        return updating;
    }

    /** Whether the operator draws from the device's generator when it is called with such attributes. */
    public boolean isRandom(Attributes values) {
        return draws.test(values);
    }

    /** How it is written in ONNX, if it can be: what makes sense in training alone has no such form. */
    public Optional<OnnxForm> onnx() {
        return Optional.ofNullable(onnx);
    }

    /** Whether there is a form that computes into the memory of the first operand. */
    public boolean canOverwrite() {
        return overwriting != null;
    }

    /** Whether that form may be used where gradients are asked for. */
    public boolean canOverwriteInTraining() {
        return overwritingInTraining;
    }

    /** Whether the gradient does not need the result. */
    public boolean isForgetting() {
        return forgetting;
    }

    /** Whether the operator takes a list of any number of operands. */
    public boolean isVariadic() {
        return variadic;
    }

    /** The number of operands, absent ones included; 1 for a variadic operator, whose one operand is the list. */
    public int operands() {
        return operands;
    }

    public boolean isOptional(int operand) {
        return optional.contains(operand);
    }

    public List<Attribute> attributes() {
        return attributes;
    }

    int attributeIndex(String attribute) {
        Integer index = attributeIndex.get(attribute);
        if (index == null) {
            throw new IllegalArgumentException(
                    name + " has no attribute '" + attribute + "', only " + attributeIndex.keySet());
        }
        return index;
    }

    long[] shapeOf(long[][] in, Attributes values) {
        return shape.of(in, values);
    }

    ElementType typeOf(long[][] shapes, ElementType[] types, Attributes values) {
        return type.of(shapes, types, values);
    }

    /** Fills the template in. A variadic operator asks for operand 0 once, and expects the whole list. */
    public String expand(IntFunction<String> operand, Function<String, String> attribute) {
        return expand(template, operand, attribute);
    }

    /** As {@link #expand}, in the form that {@linkplain #canOverwrite overwrites} the first operand. */
    public String expandOverwriting(IntFunction<String> operand, Function<String, String> attribute) {
        return expand(overwriting, operand, attribute);
    }

    /** As {@link #expand}, in a form whose gradient has a gradient too. */
    public String expandTwiceDifferentiable(IntFunction<String> operand, Function<String, String> attribute) {
        return expand(twiceDifferentiable == null ? template : twiceDifferentiable, operand, attribute);
    }

    /** As {@link #expand}: what a {@linkplain #isRandom random} operator draws, alone. */
    public String expandDrawn(IntFunction<String> operand, Function<String, String> attribute) {
        return expand(drawn, operand, attribute);
    }

    /** As {@link #expand}, with what was drawn given by name instead of being drawn. */
    public String expandApplied(IntFunction<String> operand, Function<String, String> attribute, String draw) {
        return expand(applied.replace(DRAWN, draw), operand, attribute);
    }

    private static String expand(String template, IntFunction<String> operand, Function<String, String> attribute) {
        return SLOT.matcher(template).replaceAll(slot -> {
            String key = slot.group(1);
            String text =
                    Character.isDigit(key.charAt(0)) ? operand.apply(Integer.parseInt(key)) : attribute.apply(key);
            return Matcher.quoteReplacement(text);
        });
    }

    @Override
    public String toString() {
        return name;
    }
}

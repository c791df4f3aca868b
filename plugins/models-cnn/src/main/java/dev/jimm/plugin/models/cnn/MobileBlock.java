package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Activation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A block in the notation that {@link MobileNetConfig} explains, such as {@code ir_r2_k3_s2_e6_c24_se0.25}.
 *
 * @param arguments their values by name; of {@code n} and {@code skip} the whole word
 */
record MobileBlock(Kind kind, Map<String, String> arguments) {
    /** The kinds of block that {@link MobileNetConfig} lists. */
    enum Kind {
        CN,
        DS,
        DSA,
        IR,
        ER,
        UIR,
        MQA;

        private String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern ARGUMENT = Pattern.compile("(r|k|s|e|c|se|a|p|gs|fc|cc|d|h|v)(\\d+(?:\\.\\d+)*)");
    private static final Map<String, Activation> ACTIVATIONS = Map.of(
            "nre", Activation.RELU,
            "nr6", Activation.RELU6,
            "nhs", Activation.HARD_SWISH,
            "nsw", Activation.SILU,
            "nmi", Activation.MISH);
    /** Of widths and counts, so that their products stay in range. */
    private static final int MOST_DIGITS = 5;

    /** Those that can have several numbers, and those that have parts. */
    private static final Set<String> KERNELS = Set.of("k", "a", "p");

    private static final Set<String> DECIMALS = Set.of("e", "se");
    private static final List<String> REQUIRED = List.of("r", "k", "s", "c");
    private static final List<String> ATTENTION_REQUIRED = List.of("r", "k", "s", "c", "h", "d");

    /** Fails with an {@link IllegalArgumentException} that quotes the block. */
    static MobileBlock parse(String text) {
        String[] words = text.split("_");
        Map<String, String> arguments = new HashMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            Matcher argument = ARGUMENT.matcher(word);
            if (argument.matches()) {
                checkNumber(argument.group(1), argument.group(2), word, text);
                require(
                        arguments.put(argument.group(1), argument.group(2)) == null,
                        text,
                        "has '" + argument.group(1) + "' twice");
            } else if (word.equals("skip") || word.equals("noskip")) {
                arguments.put("skip", word);
            } else {
                require(ACTIVATIONS.containsKey(word), text, "has an unknown argument '" + word + "'");
                arguments.put("n", word);
            }
        }
        MobileBlock block = new MobileBlock(kind(words[0], text), Map.copyOf(arguments));
        block.check(text);
        return block;
    }

    private static void checkNumber(String name, String value, String word, String text) {
        String[] parts = value.split("\\.");
        boolean decimal = DECIMALS.contains(name) && parts.length <= 2;
        require(
                parts.length == 1 || decimal || KERNELS.contains(name),
                text,
                "has '" + word + "', which is no single number");
        boolean small =
                Arrays.stream(parts).limit(decimal ? 1 : parts.length).allMatch(part -> part.length() <= MOST_DIGITS);
        require(small, text, "has '" + word + "', which is too large");
        boolean odd = !KERNELS.contains(name)
                || Arrays.stream(parts).mapToInt(Integer::parseInt).allMatch(kernel -> kernel % 2 == 1 || kernel == 0);
        require(odd, text, "has '" + word + "', but kernels must be odd to keep a map's size");
    }

    private static Kind kind(String word, String text) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.code().equals(word))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("the block '" + text + "' must begin with one of "
                        + Arrays.stream(Kind.values()).map(Kind::code).collect(Collectors.joining(", "))));
    }

    private void check(String text) {
        for (String name : kind == Kind.MQA ? ATTENTION_REQUIRED : REQUIRED) {
            require(arguments.containsKey(name), text, "lacks '" + name + "'");
        }
        require(
                repeats() > 0 && channels() > 0 && expansion() > 0 && (stride() == 1 || stride() == 2),
                text,
                "needs r, c and e above 0, and 1 or 2 for s");
        boolean mixes = (kind == Kind.IR || kind == Kind.DS || kind == Kind.DSA) && experts() == 0;
        require(kernel().size() == 1 || mixes, text, "cannot mix kernels");
        require(kernel("k") > 0 || kind == Kind.UIR, text, "needs a kernel above 0");
        boolean strides = kind == Kind.UIR ? kernel("a") + kernel("k") + kernel("p") > 0 : kind != Kind.MQA;
        require(stride() == 1 || strides, text, "has a stride, but no convolution for it");
    }

    private static void require(boolean condition, String text, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException("the block '" + text + "' " + otherwise);
        }
    }

    int repeats() {
        return integer("r", 1);
    }

    /** Several where kernels are mixed. */
    List<Integer> kernel() {
        return integers("k");
    }

    /** The kernel of a convolution without mixing, or 0 for none. */
    int kernel(String name) {
        return integer(name, 0);
    }

    /** The kernel of a pointwise convolution: 1, unless it is mixed. */
    List<Integer> pointwiseKernel(String name) {
        return arguments.containsKey(name) ? integers(name) : List.of(1);
    }

    int stride() {
        return integer("s", 1);
    }

    double expansion() {
        return Double.parseDouble(arguments.getOrDefault("e", "1"));
    }

    int channels() {
        return integer("c", 0);
    }

    /** What the expansion applies to in place of the inputs, or 0. */
    int expandedChannels() {
        return integer("fc", 0);
    }

    /** The ratio of squeeze-and-excite, 0 for none. */
    double squeeze() {
        return Double.parseDouble(arguments.getOrDefault("se", "0"));
    }

    Activation activation(Activation usual) {
        return arguments.containsKey("n") ? ACTIVATIONS.get(arguments.get("n")) : usual;
    }

    /** The number of channels of a group, 0 for one group of all. */
    int groupSize(int usual) {
        boolean full = kind == Kind.CN || kind == Kind.ER;
        return integer("gs", usual > 0 ? usual : full ? 0 : 1);
    }

    /** The number of experts, 0 for ordinary convolutions. */
    int experts() {
        return integer("cc", 0);
    }

    boolean spaceToDepth() {
        return (kind == Kind.IR || kind == Kind.DS) && integer("d", 0) > 0;
    }

    int heads() {
        return integer("h", 1);
    }

    int headDim() {
        return integer("d", 0);
    }

    int keyStride() {
        return integer("v", 1);
    }

    boolean allowsShortcut() {
        return switch (kind) {
            case CN -> "skip".equals(arguments.get("skip"));
            case DSA -> false;
            case DS, IR, ER, UIR, MQA -> !"noskip".equals(arguments.get("skip"));
        };
    }

    private int integer(String name, int otherwise) {
        return arguments.containsKey(name) ? integers(name).get(0) : otherwise;
    }

    private List<Integer> integers(String name) {
        return Arrays.stream(arguments.get(name).split("\\."))
                .map(Integer::valueOf)
                .toList();
    }
}

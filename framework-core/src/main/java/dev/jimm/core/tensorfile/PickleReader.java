package dev.jimm.core.tensorfile;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a pickle of protocol 2, the one that {@code torch.save} writes, into maps, lists, tuples, texts, numbers, truth
 * values and null. It makes nothing else: what a pickle calls by name goes to {@link TorchObjects}, which knows tensors
 * and refuses the rest. The libraries that read pickles in Java make objects of any class, or of stand-ins for them,
 * which is what must not happen here.
 *
 * <p>An instruction takes a byte at least and makes one small object at most, so the number of instructions bounds time
 * and memory. Nothing recurses, so that depth is no matter.
 */
final class PickleReader {
    /** A tensor takes some 30; the largest training checkpoints have some ten thousand of them. */
    private static final int MOST_INSTRUCTIONS = 2_000_000;

    private static final int LONGEST_GLOBAL = 200;

    /** A tuple: what a list is, but nothing can be appended. */
    record Tuple(List<Object> items) {}

    /** What is called by name. */
    interface Callables {
        /** The thing of a qualified name; throws where it is not known. */
        Object find(String name);

        Object call(Object callable, Tuple arguments);

        /** What is kept outside the pickle under an identity. */
        Object outside(Object identity);
    }

    private final Path file;
    private final ByteBuffer in;
    private final Callables callables;
    private final List<Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final List<Object> memo = new ArrayList<>();

    PickleReader(Path file, ByteBuffer pickle, Callables callables) {
        this.file = file;
        this.in = pickle.order(ByteOrder.LITTLE_ENDIAN);
        this.callables = callables;
    }

    /** The object of the pickle. */
    Object read() {
        for (int count = 0; count < MOST_INSTRUCTIONS; count++) {
            int code = next();
            if (code == '.') {
                expect(stack.size() == 1 && marks.isEmpty() && !in.hasRemaining(), "ends before it is complete");
                return stack.get(0);
            }
            if (!value(code) && !container(code)) {
                named(code);
            }
        }
        throw Refusal.of(
                file,
                "its pickle has more than " + MOST_INSTRUCTIONS + " instructions; save the model's state_dict alone");
    }

    private boolean value(int code) {
        switch (code) {
            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push((long) next());
            case 'M' -> push((long) Short.toUnsignedInt(take(2).getShort()));
            case 'J' -> push((long) take(4).getInt());
            case 0x8a -> push(whole(take(next())));
            case 'G' -> push(take(8).order(ByteOrder.BIG_ENDIAN).getDouble());
            case 'X' -> push(text(take(take(4).getInt())));
            case 'U' -> push(text(take(next())));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int code) {
        switch (code) {
            case '}' -> push(new LinkedHashMap<>());
            case ']' -> push(new ArrayList<>());
            case ')' -> push(new Tuple(List.of()));
            case '(' -> marks.add(stack.size());
            case 't' -> push(new Tuple(popToMark()));
            case 0x85, 0x86, 0x87 -> push(new Tuple(popLast(code - 0x84)));
            case 'a' -> append(popLast(1));
            case 'e' -> append(popToMark());
            case 's' -> put(popLast(2));
            case 'u' -> put(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void named(int code) {
        switch (code) {
            case 0x80 -> requireProtocol(next());
            case 'q' -> remember(next());
            case 'r' -> remember(take(4).getInt());
            case 'h' -> recall(next());
            case 'j' -> recall(take(4).getInt());
            case 'c' -> push(callables.find(line() + "." + line()));
            case 'R' -> {
                List<Object> call = popLast(2);
                expect(call.get(1) instanceof Tuple, "calls something without arguments");
                push(callables.call(call.get(0), (Tuple) call.get(1)));
            }
            case 'Q' -> push(callables.outside(popLast(1).get(0)));
            case 'b' -> {
                // attributes of a dict, which PyTorch keeps its _metadata in; of nothing else
                Object attributes = popLast(1).get(0);
                expect(top() instanceof Map && attributes instanceof Map, "gives attributes to what has none");
            }
            default ->
                throw Refusal.of(
                        file,
                        String.format(
                                "its pickle has the instruction 0x%02x, which torch.save does not write by default; save"
                                        + " the state_dict anew, without pickle_protocol",
                                code));
        }
    }

    private void requireProtocol(int protocol) {
        if (protocol != 2) {
            throw Refusal.of(
                    file,
                    "its pickle is of protocol " + protocol + "; save the state_dict anew, without pickle_protocol");
        }
    }

    private int next() {
        return Byte.toUnsignedInt(take(1).get());
    }

    private ByteBuffer take(int length) {
        expect(length >= 0 && length <= in.remaining(), "ends within a value");
        ByteBuffer taken = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return taken;
    }

    private Object whole(ByteBuffer bytes) {
        byte[] reversed = new byte[bytes.remaining() + 1];
        for (int i = 0; i < bytes.remaining(); i++) {
            reversed[reversed.length - 1 - i] = bytes.get(i);
        }
        reversed[0] = (byte) (reversed.length > 1 && reversed[1] < 0 ? -1 : 0);
        BigInteger number = new BigInteger(reversed);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    private String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw damaged("has a text that is no UTF-8");
        }
    }

    private String line() {
        for (int length = 0; length < Math.min(LONGEST_GLOBAL, in.remaining()); length++) {
            if (in.get(in.position() + length) == '\n') {
                String line = text(take(length));
                next();
                expect(line.chars().noneMatch(Character::isISOControl), "has a name with control characters");
                return line;
            }
        }
        throw damaged("has a name that does not end");
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() {
        expect(stack.size() > bottom(), "takes a value where there is none");
        return stack.get(stack.size() - 1);
    }

    /** What lies below the last mark is out of reach. */
    private int bottom() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }

    private List<Object> popLast(int count) {
        expect(stack.size() - count >= bottom(), "takes a value where there is none");
        return popFrom(stack.size() - count);
    }

    private List<Object> popToMark() {
        expect(!marks.isEmpty(), "ends a sequence that has not begun");
        return popFrom(marks.remove(marks.size() - 1));
    }

    private List<Object> popFrom(int from) {
        List<Object> last = stack.subList(from, stack.size());
        // not List.of: None is a value
        List<Object> popped = Arrays.asList(last.toArray());
        last.clear();
        return popped;
    }

    private void append(List<Object> values) {
        expect(top() instanceof ArrayList, "appends to what is no list");
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) top();
        list.addAll(values);
    }

    private void put(List<Object> keysAndValues) {
        expect(top() instanceof Map, "puts entries into what is no dict");
        expect(keysAndValues.size() % 2 == 0, "has a key without a value");
        @SuppressWarnings("unchecked")
        Map<Object, Object> map = (Map<Object, Object>) top();
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            Object key = keysAndValues.get(i);
            expect(
                    key instanceof String || key instanceof Number || key instanceof Boolean,
                    "has a dict with keys that are neither texts nor numbers");
            map.put(key, keysAndValues.get(i + 1));
        }
    }

    /** Python counts up, so no number needs more room than there were instructions. */
    private void remember(int index) {
        expect(index >= 0 && index <= memo.size(), "remembers values out of order");
        if (index == memo.size()) {
            memo.add(top());
        } else {
            memo.set(index, top());
        }
    }

    private void recall(int index) {
        expect(index >= 0 && index < memo.size(), "recalls what it has not remembered");
        push(memo.get(index));
    }

    private void expect(boolean condition, String problem) {
        if (!condition) {
            throw damaged(problem);
        }
    }

    private RuntimeException damaged(String problem) {
        return Refusal.damaged(file, "its pickle " + problem);
    }
}

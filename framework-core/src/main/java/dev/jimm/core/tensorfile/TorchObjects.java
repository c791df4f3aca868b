package dev.jimm.core.tensorfile;

import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.tensorfile.PickleReader.Tuple;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What PyTorch's pickles call by name, as far as it makes tensors, dicts and shapes. */
final class TorchObjects implements PickleReader.Callables {
    private static final String TORCH = "torch.";

    private enum Function {
        ORDERED_DICT("collections.OrderedDict"),
        SHAPE("torch.Size"),
        TENSOR("torch._utils._rebuild_tensor_v2"),
        TYPED_TENSOR("torch._utils._rebuild_tensor_v3"),
        PARAMETER("torch._utils._rebuild_parameter");

        private final String name;

        Function(String name) {
            this.name = name;
        }
    }

    /** What lies in the file; without a type where the tensor says it. */
    private record Storage(ZipPart part, Optional<StoredType> type) {}

    private record StorageKind(Optional<StoredType> type) {}

    private static final StorageKind UNTYPED = new StorageKind(Optional.empty());
    private static final Map<String, StorageKind> STORAGES = Map.ofEntries(
            storage("Double", StoredType.F64),
            storage("Float", StoredType.F32),
            storage("Half", StoredType.F16),
            storage("BFloat16", StoredType.BF16),
            storage("Long", StoredType.I64),
            storage("Int", StoredType.I32),
            storage("Short", StoredType.I16),
            storage("Char", StoredType.I8),
            storage("Byte", StoredType.U8),
            storage("Bool", StoredType.BOOL),
            Map.entry("torch.storage.UntypedStorage", UNTYPED));
    private static final Map<String, StoredType> TYPES = Map.ofEntries(
            Map.entry("torch.float64", StoredType.F64),
            Map.entry("torch.float32", StoredType.F32),
            Map.entry("torch.float16", StoredType.F16),
            Map.entry("torch.bfloat16", StoredType.BF16),
            Map.entry("torch.float8_e4m3fn", StoredType.F8_E4M3),
            Map.entry("torch.float8_e5m2", StoredType.F8_E5M2),
            Map.entry("torch.int64", StoredType.I64),
            Map.entry("torch.int32", StoredType.I32),
            Map.entry("torch.int16", StoredType.I16),
            Map.entry("torch.int8", StoredType.I8),
            Map.entry("torch.uint64", StoredType.U64),
            Map.entry("torch.uint32", StoredType.U32),
            Map.entry("torch.uint16", StoredType.U16),
            Map.entry("torch.uint8", StoredType.U8),
            Map.entry("torch.bool", StoredType.BOOL));

    private final Path file;
    private final Map<String, ZipPart> parts;
    private final String folder;
    private final ByteOrder order;

    /** @param folder of the archive's entries, ending in '/' */
    TorchObjects(Path file, Map<String, ZipPart> parts, String folder, ByteOrder order) {
        this.file = file;
        this.parts = parts;
        this.folder = folder;
        this.order = order;
    }

    private static Map.Entry<String, StorageKind> storage(String name, StoredType type) {
        return Map.entry(TORCH + name + "Storage", new StorageKind(Optional.of(type)));
    }

    @Override
    public Object find(String name) {
        for (Function function : Function.values()) {
            if (function.name.equals(name)) {
                return function;
            }
        }
        if (STORAGES.containsKey(name)) {
            return STORAGES.get(name);
        }
        if (TYPES.containsKey(name)) {
            return TYPES.get(name);
        }
        throw Refusal.of(
                file,
                "it holds '" + name + "', which is neither a tensor, a dict nor a number; reading such things could run"
                        + " code that came with the file. If you trust it, save its weights alone, in Python by"
                        + " c = torch.load('" + file.getFileName()
                        + "', map_location='cpu', weights_only=False);"
                        + " torch.save(c.get('state_dict', c.get('model', c)), 'weights.pth')");
    }

    @Override
    public Object call(Object callable, Tuple arguments) {
        expect(callable instanceof Function, "calls what cannot be called");
        List<Object> given = arguments.items();
        return switch ((Function) callable) {
            case ORDERED_DICT -> {
                expect(given.isEmpty(), "has an OrderedDict in a form that torch.save does not write");
                yield new LinkedHashMap<>();
            }
            case SHAPE -> argument(given, 0, Tuple.class);
            case PARAMETER -> argument(given, 0, TorchTensor.class);
            case TENSOR -> {
                Storage storage = argument(given, 0, Storage.class);
                expect(storage.type().isPresent(), "has a tensor without a type");
                yield tensor(storage, storage.type().get(), given);
            }
            case TYPED_TENSOR -> tensor(argument(given, 0, Storage.class), argument(given, 6, StoredType.class), given);
        };
    }

    /** A storage: ("storage", kind, name of its entry, device, number of elements). */
    @Override
    public Object outside(Object identity) {
        expect(identity instanceof Tuple, "has a storage that is not described");
        List<Object> described = ((Tuple) identity).items();
        expect("storage".equals(argument(described, 0, String.class)), "keeps something else than storages outside");
        StorageKind kind = argument(described, 1, StorageKind.class);
        String entry = folder + "data/" + argument(described, 2, String.class);
        long count = argument(described, 4, Long.class);
        ZipPart part = parts.get(entry);
        if (part == null) {
            throw Refusal.damaged(file, "its pickle has a storage whose entry is not in the archive");
        }
        int bytes = kind.type().map(StoredType::bytes).orElse(1);
        expect(
                count >= 0 && count == part.size() / bytes && part.size() % bytes == 0,
                "has a storage whose entry is of another size");
        return new Storage(part, kind.type());
    }

    /** Arguments: storage, offset, shape, strides, whether a gradient is needed, hooks, and more. */
    private TorchTensor tensor(Storage storage, StoredType type, List<Object> arguments) {
        long offset = argument(arguments, 1, Long.class);
        long[] shape = sizes(argument(arguments, 2, Tuple.class));
        long[] strides = sizes(argument(arguments, 3, Tuple.class));
        expect(offset >= 0 && shape.length == strides.length, "has a tensor whose layout makes no sense");
        Layout layout = new Layout(type, shape, strides, offset, order);
        long room = storage.part().size() / type.bytes();
        try {
            expect(layout.reach() <= room, "has a tensor that reaches beyond its storage");
            if (Shapes.count(shape) > room) {
                throw Refusal.of(
                        file,
                        "it has a tensor of shape " + Shapes.text(shape) + " over a storage of " + room
                                + " elements, which repeats them; call contiguous() on it before saving");
            }
        } catch (ArithmeticException e) {
            throw Refusal.damaged(file, "its pickle has a tensor larger than any file");
        }
        return new TorchTensor(storage.part(), layout);
    }

    private long[] sizes(Tuple tuple) {
        expect(
                tuple.items().size() <= SafetensorsHeader.MOST_DIMENSIONS
                        && tuple.items().stream().allMatch(size -> size instanceof Long whole && whole >= 0),
                "has a tensor whose shape makes no sense");
        return tuple.items().stream().mapToLong(size -> (Long) size).toArray();
    }

    private <T> T argument(List<Object> given, int index, Class<T> kind) {
        expect(given.size() > index && kind.isInstance(given.get(index)), "has a call with other arguments than known");
        return kind.cast(given.get(index));
    }

    private void expect(boolean condition, String problem) {
        if (!condition) {
            throw Refusal.damaged(file, "its pickle " + problem);
        }
    }
}

package dev.jimm.core.tensorfile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the archives that {@code torch.save} has written since PyTorch 1.6. Nothing of them is run. */
final class TorchReader {
    private static final String PICKLE = "data.pkl";
    /** A state dict's has some 100 bytes a tensor. */
    private static final long LARGEST_PICKLE = 1 << 26;

    private TorchReader() {}

    static TensorSource open(Path file, Map<String, ZipPart> parts, String folder) {
        if (parts.containsKey(folder + "constants.pkl")
                || parts.keySet().stream().anyMatch(name -> name.startsWith(folder + "code/"))) {
            throw Refusal.of(
                    file,
                    "this is a TorchScript archive, a program with weights; save its weights alone, in Python by"
                            + " torch.save(torch.jit.load('" + file.getFileName() + "').state_dict(), 'weights.pth')");
        }
        ZipPart pickle = parts.get(folder + PICKLE);
        if (pickle.size() > LARGEST_PICKLE) {
            throw Refusal.of(
                    file,
                    "its pickle has " + pickle.size() + " bytes, at most " + LARGEST_PICKLE
                            + " are allowed; save the model's state_dict alone");
        }
        TorchObjects objects = new TorchObjects(file, parts, folder, order(file, parts.get(folder + "byteorder")));
        StateDict found = StateDict.find(file, new PickleReader(file, pickle.content(), objects).read());
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        found.tensors().forEach((name, tensor) -> tensors.put(name, tensor.stored(file, name)));
        return new TensorMap(
                file,
                tensors,
                found.key().isEmpty() ? Optional.empty() : Optional.of("read from '" + found.key() + "'"));
    }

    /** The folder that all entries of a checkpoint lie in, with its '/'; the archive is one where there is one. */
    static Optional<String> folder(Map<String, ZipPart> parts) {
        return parts.keySet().stream()
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length() - 1)
                .map(name -> name.substring(0, name.length() - PICKLE.length()))
                .findFirst();
    }

    /** Archives without this entry are of little-endian machines. */
    private static ByteOrder order(Path file, ZipPart part) {
        if (part == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        ByteBuffer content = part.content();
        String order = StandardCharsets.UTF_8
                .decode(content.limit(Math.min(content.limit(), 8)))
                .toString();
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw Refusal.damaged(file, "its entry 'byteorder' is neither 'little' nor 'big'");
        };
    }
}

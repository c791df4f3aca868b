package dev.jimm.core.tensorfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens files of weights of every known format. The content tells the format, not the file's name. */
public final class TensorFiles {
    /** What a folder of a model may hold, in the order in which they are taken. */
    private static final List<String> IN_FOLDERS = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "pytorch_model.bin",
            "pytorch_model.pth",
            "model.pth",
            "open_clip_model.safetensors",
            "open_clip_pytorch_model.safetensors",
            "open_clip_pytorch_model.bin",
            "open_clip_pytorch_model.pth");

    private static final int BEGINNING = 512;

    private TensorFiles() {}

    /**
     * Opens a file, or the weights in a folder.
     *
     * <p>Read are safetensors files, the index of several of them, PyTorch checkpoints (since PyTorch 1.6) and archives
     * of numpy arrays. Names come as the file has them, but without the prefix that DistributedDataParallel or
     * torch.compile put before all of them. Of a training's checkpoint its weights are taken, the averaged ones first;
     * {@link TensorSource#note} tells. Structure is checked here, values when they are read.
     *
     * @throws dev.jimm.core.error.JimmException (DATA) when it cannot be read, is damaged or of no known format, with
     *     what it seems to be
     */
    public static TensorSource open(Path path) {
        Path file = Files.isDirectory(path) ? inFolder(path) : path;
        if (!Files.exists(file)) {
            throw Refusal.of(file, "there is no such file; check the path");
        }
        if (!Files.isRegularFile(file)) {
            throw Refusal.of(file, "this is no regular file; name a file of weights");
        }
        return TensorMap.unwrapped(byContent(file, beginning(file)));
    }

    /**
     * The file of weights in a folder, in the order in which timm looks.
     *
     * @throws dev.jimm.core.error.JimmException (DATA) when there is none
     */
    public static Path inFolder(Path folder) {
        return IN_FOLDERS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> Refusal.of(folder, "this folder has none of " + IN_FOLDERS + "; name the file"));
    }

    /**
     * The files that weights are in: the file itself, and behind an index all that it names.
     *
     * @throws dev.jimm.core.error.JimmException (DATA) when it is an index that cannot be read
     */
    public static List<Path> parts(Path file) {
        if (!ShardIndex.isIndex(file)) {
            return List.of(file);
        }
        return Stream.concat(
                        Stream.of(file), ShardIndex.read(file).shards().stream().map(file::resolveSibling))
                .toList();
    }

    private static ByteBuffer beginning(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return FileParts.read(channel, 0, (int) Math.min(channel.size(), BEGINNING));
        } catch (IOException e) {
            throw Refusal.unreadable(file, e);
        }
    }

    private static TensorSource byContent(Path file, ByteBuffer beginning) {
        if (isSafetensors(beginning)) {
            return SafetensorsReader.open(file);
        }
        if (ForeignFile.isZip(beginning)) {
            return archive(file, ZipContents.open(file));
        }
        if (beginning.hasRemaining() && beginning.get(0) == '{') {
            return ShardedReader.open(file);
        }
        throw Refusal.of(file, ForeignFile.described(beginning, file.getFileName()));
    }

    private static boolean isSafetensors(ByteBuffer beginning) {
        if (beginning.limit() <= SafetensorsReader.LENGTH_BYTES
                || beginning.get(SafetensorsReader.LENGTH_BYTES) != '{') {
            return false;
        }
        long header = beginning.getLong(0);
        return header > 0 && header <= SafetensorsReader.LONGEST_HEADER;
    }

    private static TensorSource archive(Path file, Map<String, ZipPart> parts) {
        Optional<String> torch = TorchReader.folder(parts);
        if (torch.isPresent()) {
            return TorchReader.open(file, parts, torch.get());
        }
        if (parts.keySet().stream().anyMatch(name -> name.endsWith(NpzReader.ENDING))) {
            return NpzReader.open(file, parts);
        }
        throw Refusal.of(
                file,
                "this is a zip archive of " + parts.keySet().stream().limit(3).toList()
                        + ", neither a PyTorch checkpoint nor arrays of numpy; unpack it and name the file of weights");
    }
}

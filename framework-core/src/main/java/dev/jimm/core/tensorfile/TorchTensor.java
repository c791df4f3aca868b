package dev.jimm.core.tensorfile;

import java.nio.file.Path;

/** A tensor of a PyTorch checkpoint: a storage and how the tensor lies in it. Several may share a storage. */
record TorchTensor(ZipPart storage, Layout layout) {
    StoredTensor stored(Path file, String name) {
        return new StoredTensor(file, name, layout.type(), layout.shape(), () -> layout.read(storage.content()));
    }
}

package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.tensorfile.ShardIndex;
import dev.jimm.core.tensorfile.TensorFiles;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the weights of a tag are, by timm's rules. */
sealed interface WeightsOrigin {
    /** In a repository, as the first of the files that it has. */
    record OnHub(Repository repository, List<String> files) implements WeightsOrigin {}

    /** At an address. */
    record AtAddress(URI address) implements WeightsOrigin {
        /** @throws JimmException (CONFIGURATION) when it is no address of a file on the web */
        public AtAddress {
            if (!Requests.isWeb(address) || address.getPath().endsWith("/")) {
                throw noFile(Requests.shown(address));
            }
        }

        /** The file's name in the cache: the last part of the address. */
        String fileName() {
            String path = address.getPath();
            return SafeNames.part("the file of " + Requests.shown(address), path.substring(path.lastIndexOf('/') + 1));
        }
    }

    /** On this machine: a file, or a folder as timm saves models. */
    record OnDisk(Path path) implements WeightsOrigin {
        /**
         * The file itself.
         *
         * @throws JimmException (DATA) when it is not there
         */
        Path weights(String architecture) {
            if (Files.isDirectory(path)) {
                return TensorFiles.inFolder(path);
            }
            if (!Files.isRegularFile(path)) {
                throw new JimmException(
                        Category.DATA,
                        path + ": the weights of " + architecture + " should be there; it is neither a file nor a"
                                + " folder");
            }
            return path;
        }
    }

    /** Nobody offers any. */
    record Nowhere() implements WeightsOrigin {}

    /**
     * The origin of a tag. A source that is named counts alone; otherwise a file goes before the hub, and the hub
     * before an address. On the hub, safetensors are looked for before what Python would have to deserialise, and in one
     * file before several.
     *
     * @param architecture completes the repository {@code timm/}
     * @throws JimmException (CONFIGURATION) when a repository, a file or an address is none
     */
    static WeightsOrigin of(String architecture, PretrainedConfig tag) {
        if ("hf-hub".equals(tag.source())) {
            return onHub(architecture, tag);
        }
        if (tag.file() != null) {
            return new OnDisk(Path.of(tag.file()));
        }
        if ("local-dir".equals(tag.source())) {
            return new Nowhere();
        }
        if (tag.hubId() != null) {
            return onHub(architecture, tag);
        }
        return tag.url() == null ? new Nowhere() : at(tag.url());
    }

    private static WeightsOrigin onHub(String architecture, PretrainedConfig tag) {
        if (tag.hubId() == null) {
            return new Nowhere();
        }
        String name = tag.tag().isEmpty() ? architecture : architecture + "." + tag.tag();
        String id = tag.hubId().endsWith("/") ? tag.hubId() + name : tag.hubId();
        return new OnHub(Repository.parse(id), files(tag.hubFile(), "hf".equals(tag.customLoad())));
    }

    private static List<String> files(String wanted, boolean only) {
        String name = wanted == null ? "pytorch_model.bin" : SafeNames.path("the file of weights", wanted);
        if (only || !name.endsWith(".bin")) {
            return List.of(name);
        }
        String safe = switch (name) {
            case "pytorch_model.bin" -> "model.safetensors";
            case "open_clip_pytorch_model.bin" -> "open_clip_model.safetensors";
            default -> name.substring(0, name.length() - ".bin".length()) + ".safetensors";
        };
        return List.of(safe, safe + ShardIndex.ENDING, name);
    }

    private static AtAddress at(String text) {
        try {
            return new AtAddress(new URI(text));
        } catch (URISyntaxException e) {
            throw noFile(text);
        }
    }

    private static JimmException noFile(String address) {
        return new JimmException(
                Category.CONFIGURATION,
                "weights cannot be fetched from '" + SafeNames.shown(address) + "': it is no address of a file");
    }
}

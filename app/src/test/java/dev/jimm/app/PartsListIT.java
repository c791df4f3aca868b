package dev.jimm.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The distribution's list of parts names the jars that are there, and no others. */
class PartsListIT {
    private static final Path LIST = Distribution.HOME.resolve("sbom.cdx.json");

    @Test
    void everyJarIsListed() throws IOException {
        TreeSet<String> listed = new TreeSet<>(parts().keySet());
        listed.add("app-" + list().at("/metadata/component/version").asText() + ".jar");
        assertEquals(listed, new TreeSet<>(jars().keySet()));
    }

    @Test
    void checksumsOfLibrariesAreThoseOfTheJars() throws IOException, NoSuchAlgorithmException {
        Map<String, Path> jars = jars();
        for (Map.Entry<String, JsonNode> part : parts().entrySet()) {
            // jimm's own are as old as the list, which an offline build does not write anew
            if (!part.getValue().path("group").asText().startsWith("dev.jimm")) {
                assertEquals(listedSha256(part.getValue()), sha256(jars.get(part.getKey())), part.getKey());
            }
        }
    }

    private static JsonNode list() throws IOException {
        assumeTrue(Files.exists(LIST), "built offline, so without a list");
        return new ObjectMapper().readTree(LIST.toFile());
    }

    /** The listed parts by the names of their jars. */
    private static Map<String, JsonNode> parts() throws IOException {
        Map<String, JsonNode> parts = new TreeMap<>();
        for (JsonNode part : list().path("components")) {
            String classifier = part.path("purl").asText().contains("classifier=")
                    ? "-" + part.path("purl").asText().replaceAll(".*classifier=([^&]*).*", "$1")
                    : "";
            parts.put(part.path("name").asText() + "-" + part.path("version").asText() + classifier + ".jar", part);
        }
        return parts;
    }

    private static Map<String, Path> jars() throws IOException {
        Map<String, Path> jars = new TreeMap<>();
        for (String folder : List.of("lib", "native", "plugins")) {
            try (Stream<Path> files = Files.list(Distribution.HOME.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".jar"))
                        .forEach(file -> jars.put(file.getFileName().toString(), file));
            }
        }
        return jars;
    }

    private static String listedSha256(JsonNode part) {
        for (JsonNode hash : part.path("hashes")) {
            if (hash.path("alg").asText().equals("SHA-256")) {
                return hash.path("content").asText();
            }
        }
        return "none";
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(digest);
    }
}

package dev.jimm.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The API is what {@code public-api.txt} says, so that no change of it goes unnoticed. With the system property {@code jimm.api.write}
 * the file is written instead.
 */
class PublicApiTest {
    private static final Path RECORD = Path.of("../framework-api/public-api.txt");

    @Test
    void nothingChangesUnnoticed() throws IOException, URISyntaxException {
        Map<String, List<String>> now = PublicApi.in(classes());
        if (System.getProperty("jimm.api.write") != null) {
            PublicApi.write(RECORD, now);
        }
        ApiChanges changes = ApiChanges.between(PublicApi.read(RECORD), now);
        assertTrue(changes.isEmpty(), () -> """

                The public API is not what framework-api/public-api.txt says.
                %s
                docs/compatibility.md says what may change when, and how. If the change is meant, write the file anew and commit it:
                    ./mvnw -q test -pl framework-api -Dtest=PublicApiTest -Djimm.api.write
                """.formatted(changes));
    }

    @Test
    void everyPublicTypeSaysWhatMayBeExpectedOfIt() throws IOException, URISyntaxException {
        List<String> silent = PublicApi.types(classes()).stream()
                .filter(type -> type.getEnclosingClass() == null && Modifier.isPublic(type.getModifiers()))
                .filter(type -> type.getAnnotation(API.class) == null)
                .map(Class::getName)
                .toList();
        assertEquals(List.of(), silent, "types without @API(status = ..., since = ...)");
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(ApiVersion.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }
}

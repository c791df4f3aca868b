package dev.jimm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.PluginReport.Loaded;
import dev.jimm.host.trust.TrustFile;
import dev.jimm.host.trust.TrustMode;
import dev.jimm.host.trust.TrustPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files in the plugins folder and beside it: nothing but what is allowed is used, and the good plugin always is. */
class MutatedFolderTest {
    private static final long SEED = Long.getLong("jimm.test.seed", 42);
    private static final int ROUNDS = Integer.getInteger("jimm.test.rounds", 15);

    @TempDir
    private Path temporary;

    private final Random random = new Random(SEED);
    private Path folder;
    private TestJars jars;
    private InspectedJar good;

    @BeforeEach
    void makeFolderWithAGoodPlugin() throws IOException {
        folder = temporary.resolve("plugins");
        jars = new TestJars(temporary, folder);
        good = InspectedJar.of(plugin("good"));
    }

    private Path plugin(String id) throws IOException {
        return jars.plugin(id + ".jar", id, "1.0.0")
                .provider(ProviderKind.OPTIMIZER, "plugin." + id + ".Optimizers", "\"" + id + "\"")
                .pack();
    }

    private byte[] mutated(byte[] bytes) {
        byte[] mutated = bytes.clone();
        switch (random.nextInt(4)) {
            case 0 -> mutated = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> {
                int at = random.nextInt(bytes.length - 4);
                Arrays.fill(mutated, at, at + 4, (byte) (random.nextBoolean() ? 0xFF : 0x7F));
            }
            default -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    mutated[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
        }
        return mutated;
    }

    private List<Loaded> load(TrustPolicy policy) {
        try (PluginFolder plugins = PluginFolder.load(folder, policy)) {
            return plugins.report().loaded();
        }
    }

    private static boolean has(List<Loaded> loaded, String id) {
        return loaded.stream().anyMatch(one -> one.id().equals(id));
    }

    @Test
    void jars() throws IOException {
        Signing signing = new Signing(temporary);
        signing.key("alice");
        X509Certificate alice = signing.certificate("alice");
        Path victim = plugin("victim");
        byte[] bare = Files.readAllBytes(victim);
        signing.sign(victim, "alice");
        byte[] signed = Files.readAllBytes(victim);
        for (TrustMode mode : TrustMode.values()) {
            TrustPolicy policy = TrustPolicy.of(mode, Set.of(good.sha256()), List.of(alice));
            assertTrue(has(load(policy), "victim"), "as it was signed");
            for (int round = 0; round < ROUNDS; round++) {
                boolean isSigned = random.nextBoolean();
                Files.write(victim, mutated(isSigned ? signed : bare));
                List<Loaded> loaded = load(policy);
                String where = mode + ", round " + round + ", seed " + SEED + ": " + loaded;
                assertTrue(has(loaded, "good"), where);
                assertFalse(!isSigned && mode == TrustMode.STRICT && loaded.size() > 1, where);
                assertTrue(
                        mode != TrustMode.STRICT
                                || loaded.stream().allMatch(one -> one.trust().given()),
                        where);
            }
            Files.write(victim, signed);
        }
    }

    /** They decide which code may run: one that cannot be read is an error, and none of it opens what was closed. */
    @Test
    void policies() throws IOException {
        plugin("stranger");
        Path list = temporary.resolve("allowed.sha256");
        Path file = temporary.resolve("plugins.conf");
        byte[] allowed = (good.sha256() + "  good.jar\n# a comment\n").getBytes(StandardCharsets.UTF_8);
        byte[] settings = "mode = strict\nallowed = [allowed.sha256]\nsigners = []\n".getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int round = 0; round < ROUNDS * 4; round++) {
            boolean isList = random.nextBoolean();
            Files.write(list, isList ? mutated(allowed) : allowed);
            Files.write(file, isList ? settings : mutated(settings));
            try {
                TrustPolicy policy = TrustFile.load(file);
                boolean isStrict = policy.mode() == TrustMode.STRICT;
                assertEquals(
                        !isStrict,
                        has(load(policy), "stranger"),
                        "round " + round + ", seed " + SEED + ":\n"
                                + Files.readString(file, StandardCharsets.ISO_8859_1));
            } catch (JimmException e) {
                refused++;
            }
        }
        assertTrue(refused > ROUNDS, "only " + refused + " were refused with seed " + SEED);
    }
}

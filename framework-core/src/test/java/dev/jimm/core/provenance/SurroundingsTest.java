package dev.jimm.core.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
    @Test
    void optionsThatChangeResultsAreKept() {
        List<String> kept = List.of(
                "-Xmx4g",
                "-XX:+UseParallelGC",
                "-ea",
                "-Dai.djl.pytorch.num_threads=2",
                "-Djimm.home=/opt/jimm",
                "-Djava.io.tmpdir=/tmp",
                "-Dfile.encoding=UTF-8",
                "-Duser.language=tr");
        assertEquals(kept, Surroundings.options(kept));
    }

    /** A property may be a password; a path or a name tells of the user and of nothing else. */
    @Test
    void otherPropertiesAreNot() {
        assertEquals(
                List.of(),
                Surroundings.options(
                        List.of("-Dpassword=secret", "-Dsite.token=secret", "-Duser.name=me", "--add-opens=a/b=c")));
    }

    @Test
    void theEnginesVariablesAreKept() {
        assertEquals(
                Map.of("OMP_NUM_THREADS", "2", "MKL_CBWR", "AVX2", "PYTORCH_JIT", "0", "ONEDNN_MAX_CPU_ISA", "AVX2"),
                Surroundings.environment(Map.of(
                        "OMP_NUM_THREADS", "2",
                        "MKL_CBWR", "AVX2",
                        "PYTORCH_JIT", "0",
                        "ONEDNN_MAX_CPU_ISA", "AVX2",
                        "HOME", "/root",
                        "AWS_SECRET_ACCESS_KEY", "secret",
                        "COMPLEMENT", "no")));
    }
}

package dev.jimm.core.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    private Path facts;

    @Test
    void readsWhatLinuxTells() throws IOException {
        Files.writeString(
                facts.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: Fast 1\nflags\t\t: fpu avx512_bf16\n");
        Files.writeString(facts.resolve("meminfo"), "MemTotal:        3000 kB\nMemAvailable:    2000 kB\n");
        Files.createDirectory(facts.resolve("self"));
        Files.writeString(facts.resolve("self/status"), "VmHWM:\t      10 kB\nVmRSS:\t       9 kB\n");
        Machine machine = new Machine(facts);
        assertEquals(Optional.of("Fast 1"), machine.processor());
        assertEquals(Optional.of(true), machine.hasBfloat16());
        assertEquals(OptionalLong.of(3000 * 1024), machine.totalMemory());
        assertEquals(OptionalLong.of(2000 * 1024), machine.availableMemory());
        assertEquals(OptionalLong.of(10 * 1024), machine.peakMemory());
    }

    @Test
    void knowsNothingOfOtherSystems() {
        Machine machine = new Machine(facts);
        assertEquals(Optional.empty(), machine.processor());
        assertEquals(Optional.empty(), machine.hasBfloat16());
        assertEquals(OptionalLong.empty(), machine.totalMemory());
        assertEquals(OptionalLong.empty(), machine.availableMemory());
        assertEquals(OptionalLong.empty(), machine.peakMemory());
    }
}

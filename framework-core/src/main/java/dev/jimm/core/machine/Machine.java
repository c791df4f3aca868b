package dev.jimm.core.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Linux tells of the machine and of this process. Other systems tell nothing.
 *
 * @param facts the folder that the system keeps its facts in
 */
public record Machine(Path facts) {
    public static final Machine HERE = new Machine(Path.of("/proc"));

    private static final Pattern PROCESSOR = Pattern.compile("model name\\s*: (.*)");
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final long KIBI = 1024;

    /** The processor's name. */
    public Optional<String> processor() {
        return first(PROCESSOR, "cpuinfo");
    }

    /** Whether the processor calculates with bfloat16 itself, by AVX512-BF16. Empty where the system does not tell. */
    public Optional<Boolean> hasBfloat16() {
        return read("cpuinfo").map(info -> info.contains("avx512_bf16"));
    }

    /** All memory of the machine, in bytes. */
    public OptionalLong totalMemory() {
        return bytes(TOTAL, "meminfo");
    }

    /** The memory that programs can still take, in bytes. */
    public OptionalLong availableMemory() {
        return bytes(AVAILABLE, "meminfo");
    }

    /** The most that this process has held in memory at a time, in bytes. */
    public OptionalLong peakMemory() {
        return bytes(PEAK, "self/status");
    }

    private OptionalLong bytes(Pattern pattern, String file) {
        return first(pattern, file).stream()
                .mapToLong(kibibytes -> Long.parseLong(kibibytes) * KIBI)
                .findFirst();
    }

    private Optional<String> first(Pattern pattern, String file) {
        return read(file).map(pattern::matcher).filter(Matcher::find).map(found -> found.group(1));
    }

    private Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(facts.resolve(file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

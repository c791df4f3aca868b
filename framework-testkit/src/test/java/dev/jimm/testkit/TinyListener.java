package dev.jimm.testkit;

import dev.jimm.api.Description;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Ended;
import dev.jimm.api.event.TrainingEvent.Started;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/** A line an update in {@code tiny.txt}: its number and its loss. It can be given a fault. Public as providers are. */
public final class TinyListener implements TrainingListenerProvider<TinyListener.Options> {
    /** What is wrong with the listener. */
    enum Fault {
        NONE,
        MALFORMED_NAME,
        NULL_LISTENER,
        CHECKS_TOO_LATE,
        REFUSES_NAN,
        COUNTS_ON_AN_EPOCH,
        COUNTS_ON_A_START,
        COUNTS_ON_ITS_FILE,
        WRITES_BEFORE_THE_START,
        WRITES_BESIDE_THE_FOLDER,
        WRITES_TO_METRICS,
        WRITES_NOTHING,
        REPEATS_UPDATES,
        FORGETS_ON_GOING_ON,
        WRITES_THE_TIME,
        SHARES_ITS_FILE,
        LEAVES_FILES_OPEN,
        LEAVES_THREADS
    }

    /** @param every so many updates, at least 1 */
    public record Options(int every) {
        public Options {
            if (every < 0) {
                throw new IllegalArgumentException("every must be at least 1, is " + every);
            }
        }
    }

    private final Fault fault;
    private Path shared;

    public TinyListener() {
        this(Fault.NONE);
    }

    TinyListener(Fault fault) {
        this.fault = fault;
    }

    @Override
    public Set<String> names() {
        return Set.of(fault == Fault.MALFORMED_NAME ? "tiny listener" : "tiny");
    }

    @Override
    public Options defaults(String name) {
        return new Options(1);
    }

    @Override
    public Description describe(String name) {
        return Description.of("a line an update in tiny.txt");
    }

    @Override
    public TrainingListener create(String name, Options options, Path runFolder) {
        if (options.every() == 0 && fault != Fault.CHECKS_TOO_LATE) {
            throw new IllegalArgumentException("every must be at least 1, is 0");
        }
        Path file = runFolder.resolve("tiny.txt");
        if (fault == Fault.SHARES_ITS_FILE) {
            shared = shared == null || !Files.exists(shared.getParent()) ? file : shared;
            file = shared;
        }
        if (fault == Fault.WRITES_BEFORE_THE_START) {
            write(file, "");
        }
        return fault == Fault.NULL_LISTENER ? null : new Log(fault, options, file);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Log implements TrainingListener {
        private final Fault fault;
        private final Options options;
        private final Path file;
        private Writer writer;
        private int epochs;

        Log(Fault fault, Options options, Path file) {
            this.fault = fault;
            this.options = options;
            this.file = file;
        }

        @Override
        public void on(TrainingEvent event) {
            try {
                if (event instanceof Started started && fault != Fault.WRITES_NOTHING) {
                    start(started);
                } else if (event instanceof Stepped step && fault != Fault.WRITES_NOTHING) {
                    step(step);
                } else if (event instanceof TrainingEvent.EpochEnded) {
                    epochs++;
                } else if (event instanceof Ended && fault == Fault.COUNTS_ON_AN_EPOCH && epochs == 0) {
                    throw new IllegalStateException("no epoch");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void start(Started started) throws IOException {
            boolean goesOn = started.resumed() && (Files.exists(file) || fault == Fault.COUNTS_ON_ITS_FILE);
            if (goesOn && fault != Fault.FORGETS_ON_GOING_ON) {
                List<String> kept = Files.readAllLines(file).stream()
                        .filter(line -> fault == Fault.REPEATS_UPDATES
                                || Long.parseLong(line.split(" ")[0]) <= started.updatesDone())
                        .toList();
                Files.write(file, kept);
            } else {
                Files.write(file, List.of());
            }
            if (fault == Fault.WRITES_BESIDE_THE_FOLDER) {
                TinyListener.write(file.resolveSibling("../last.txt"), started.run());
            }
            if (fault == Fault.WRITES_TO_METRICS) {
                TinyListener.write(file.resolveSibling("metrics.csv"), "");
            }
            if (fault == Fault.LEAVES_THREADS) {
                Thread thread = new Thread(Log::sleep, "tiny sender");
                thread.setDaemon(true);
                thread.start();
            }
            writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
        }

        private static void sleep() {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void step(Stepped step) throws IOException {
            if (fault == Fault.REFUSES_NAN && Double.isNaN(step.loss())) {
                throw new IllegalArgumentException("NaN is no JSON");
            }
            if (step.update() % options.every() == 0) {
                String time = fault == Fault.WRITES_THE_TIME ? " " + System.nanoTime() : "";
                writer.write(step.update() + " " + step.loss() + time + "\n");
                writer.flush();
            }
        }

        @Override
        public void close() {
            try {
                if (fault == Fault.COUNTS_ON_A_START || writer != null && fault != Fault.LEAVES_FILES_OPEN) {
                    writer.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

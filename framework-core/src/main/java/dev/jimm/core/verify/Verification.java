package dev.jimm.core.verify;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Checks what the plugins provide against files of reference facts. The kind of a file is told by its content, not by its name. */
public final class Verification {
    private final List<FixtureKind> kinds;

    @Inject
    public Verification(ModelCatalogue models, ProviderCatalogue providers) {
        kinds = List.of(
                new ModelFixture(models),
                new AliasFixture(models),
                new OptimizerFixture(providers),
                new SchedulerFixture(providers),
                new LossFixture(),
                new TrainingPartsFixture(),
                new ImageFixture());
    }

    /**
     * Checks a file.
     *
     * @param report is given each result as soon as there is one
     * @throws JimmException (DATA) when the file cannot be read, is malformed, or of no known kind
     */
    public Summary check(Path file, VerifyOptions options, Consumer<Case> report) {
        Counter counter = new Counter(report);
        try (FixtureFile fixture = new FixtureFile(file)) {
            Records records = new Records(fixture);
            if (!records.hasNext()) {
                throw new JimmException(Category.DATA, file + ": the file is empty; " + knownKinds());
            }
            FixtureKind kind = kinds.stream()
                    .filter(candidate -> candidate.recognises(records.peek()))
                    .findFirst()
                    .orElseThrow(() -> records.peek().malformed("no known kind of reference file; " + knownKinds()));
            List<String> notes = kind.check(records, options, counter);
            return new Summary(counter.passed, counter.failed, notes);
        }
    }

    private String knownKinds() {
        return kinds.stream().map(FixtureKind::description).collect(Collectors.joining(", ", "known are: ", ""));
    }

    private static final class Counter implements Consumer<Case> {
        private final Consumer<Case> report;
        private int passed;
        private int failed;

        Counter(Consumer<Case> report) {
            this.report = report;
        }

        @Override
        public void accept(Case result) {
            if (result.passed()) {
                passed++;
            } else {
                failed++;
            }
            report.accept(result);
        }
    }

    /** The records of a file, the next of which can be looked at before it is taken. */
    private static final class Records implements Iterator<Facts> {
        private final FixtureFile fixture;
        private Optional<Facts> next;

        Records(FixtureFile fixture) {
            this.fixture = fixture;
            next = fixture.next();
        }

        Facts peek() {
            return next.orElseThrow(NoSuchElementException::new);
        }

        @Override
        public boolean hasNext() {
            return next.isPresent();
        }

        @Override
        public Facts next() {
            Facts taken = peek();
            next = fixture.next();
            return taken;
        }
    }
}

package dev.jimm.testkit;

import static dev.jimm.testkit.KitFailures.assertFails;
import static dev.jimm.testkit.KitFailures.assertPasses;

import dev.jimm.api.data.ReaderProvider;
import dev.jimm.testkit.TinyReader.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kit finds every fault, and says what is wrong. */
class ReaderProviderKitTest {
    /** A kit that is no test class by itself. */
    private static final class Kit extends ReaderProviderKit {
        private final ReaderProvider<?> provider;
        private final Set<ReaderBehavior> absent;

        Kit(Fault fault, ReaderBehavior... absent) {
            provider = new TinyReader(fault);
            this.absent = Set.of(absent);
        }

        @Override
        protected ReaderProvider<?> provider() {
            return provider;
        }

        @Override
        protected Path dataSet(String name, Path folder) throws IOException {
            return TinyReader.write(folder);
        }

        @Override
        protected Set<ReaderBehavior> absent(String name) {
            return absent;
        }
    }

    @Test
    void names() {
        assertFails(
                "is malformed; all of it must match",
                () -> new Kit(Fault.MALFORMED_NAME).namesAreUniqueAndWellFormed());
    }

    @Test
    void classesAndLabels() {
        assertFails("open(\"tiny\", ...) gives null", new Kit(Fault.NULL_DATA).classesAndLabelsFit());
        assertFails("the training part has no classes", new Kit(Fault.NO_CLASSES).classesAndLabelsFit());
        assertFails(
                "a class of the training part has an empty name", new Kit(Fault.NAMELESS_CLASS).classesAndLabelsFit());
        assertFails("the training part has no samples", new Kit(Fault.NO_SAMPLES).classesAndLabelsFit());
        assertFails(
                "train.tiny#1) has the labels [2], and there are 2 classes",
                new Kit(Fault.LABEL_BEYOND_THE_CLASSES).classesAndLabelsFit());
        assertFails(
                "train.tiny#0) has the labels [0, 0]; give one, or let isMultiLabel() be true",
                new Kit(Fault.TWO_LABELS).classesAndLabelsFit());
        assertFails(
                "the classes of the training part and of the validation part",
                new Kit(Fault.OTHER_CLASSES).classesAndLabelsFit());
        assertFails("has another sample of the name", new Kit(Fault.ONE_NAME_FOR_ALL).classesAndLabelsFit());
    }

    @Test
    void absentBehavior() {
        assertFails("finds a validation part in the data set", new Kit(Fault.NO_VALIDATION).classesAndLabelsFit());
        assertPasses(new Kit(Fault.NO_VALIDATION, ReaderBehavior.VALIDATION).classesAndLabelsFit());
        assertFails(
                "finds a validation part in the data set",
                new Kit(Fault.NONE, ReaderBehavior.VALIDATION).classesAndLabelsFit());
        assertFails("the training part is multi-label", new Kit(Fault.MULTI_LABEL).classesAndLabelsFit());
        assertPasses(new Kit(Fault.MULTI_LABEL, ReaderBehavior.ONE_LABEL).classesAndLabelsFit());
        assertFails(
                "the training part is multi-label",
                new Kit(Fault.NONE, ReaderBehavior.ONE_LABEL).classesAndLabelsFit());
    }

    @Test
    void images() {
        assertFails("train.tiny#0) is null", new Kit(Fault.NULL_SAMPLE).everySampleIsAnImage());
        assertFails("not a JPEG, PNG, GIF, BMP, TIFF or WebP file", new Kit(Fault.NO_IMAGE).everySampleIsAnImage());
    }

    @Test
    void order() {
        assertFails(
                "the labels and images of the training part when it is opened again",
                new Kit(Fault.OTHER_ORDER).theOrderIsTheSameWheneverItIsOpened());
        assertFails(
                "read in reverse order", new Kit(Fault.COUNTS_ON_ORDER).samplesAreReadInAnyOrderAndBySeveralThreads());
        assertFails(
                "while several threads read",
                new Kit(Fault.SHARED_BUFFER).samplesAreReadInAnyOrderAndBySeveralThreads());
    }

    @Test
    void whatIsLeftBehind() {
        assertFails("made, changed or removed", new Kit(Fault.WRITES_AN_INDEX).nothingIsWrittenBelowTheRoot());
    }

    /** Where the system tells which files are open. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void openFiles() {
        assertFails(
                "files that are still open when the data set was read and closed",
                new Kit(Fault.LEAVES_FILES_OPEN).closingGivesFilesBack());
        assertFails(
                "files that are still open though the data set is closed or was refused",
                new Kit(Fault.LEAVES_REFUSED_FILES_OPEN).damagedFilesAreToldAndCrashNothing());
    }

    @Test
    void missingData() {
        assertFails(
                "a root that does not exist should be refused by an IOException, but open(\"tiny\", ...) gives",
                new Kit(Fault.TAKES_WHAT_IS_NOT_THERE).missingDataIsToldInWords());
        assertFails(
                "a root that does not exist is told by java.nio.file.NoSuchFileException",
                new Kit(Fault.BARE_EXCEPTION).missingDataIsToldInWords());
        assertFails(
                "should be refused by an IOException, not by java.lang.IllegalStateException: no train.tiny",
                new Kit(Fault.CRASHES_WHERE_NOTHING_IS).missingDataIsToldInWords());
    }

    @Test
    void damage() {
        assertFails(
                "train.tiny emptied before opening is told by a bare IOException",
                new Kit(Fault.SILENT).damagedFilesAreToldAndCrashNothing());
        assertFails(
                "train.tiny emptied before opening: the reader crashes by java.lang.ArrayIndexOutOfBounds",
                new Kit(Fault.CRASHES_ON_A_CUT_FILE).damagedFilesAreToldAndCrashNothing());
        assertFails(
                "which begins with none of the options' keys [skipped]",
                new Kit(Fault.REFUSES_BY_NO_KEY).damagedFilesAreToldAndCrashNothing());
        assertFails(
                "labels are indices into classNames()",
                new Kit(Fault.BELIEVES_LABELS).damagedFilesAreToldAndCrashNothing());
        assertFails(
                "train.tiny removed after opening: the reader crashes by java.lang.IllegalStateException",
                new Kit(Fault.CRASHES_LATER).damagedFilesAreToldAndCrashNothing());
        assertFails(
                "so its message should tell the file, but says: java.io.IOException: it is gone",
                new Kit(Fault.ENDS_THE_RUN_WITHOUT_THE_FILE).damagedFilesAreToldAndCrashNothing());
    }
}

package dev.jimm.core.analyze;

import static dev.jimm.core.analyze.MadeData.decoded;
import static dev.jimm.core.analyze.MadeData.encoded;
import static dev.jimm.core.analyze.MadeData.plain;
import static dev.jimm.core.analyze.MadeData.scene;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Resize;
import dev.jimm.core.analyze.Analysis.SizeCell;
import dev.jimm.core.analyze.DataReport.Balance;
import dev.jimm.core.analyze.DataReport.BrokenImage;
import dev.jimm.core.analyze.DataReport.ClassCount;
import dev.jimm.core.analyze.DataReport.Group;
import dev.jimm.core.analyze.DataReport.Member;
import dev.jimm.core.analyze.DataReport.Tally;
import dev.jimm.core.analyze.Finding.Severity;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisTest {
    private static final double EXACT = 1e-12;

    /** Has something of everything. */
    private static MadeData everything() {
        Sample.Encoded first = encoded(scene(1, 60, 40), "png");
        return new MadeData("cat", "dog", "owl")
                .train("1", first, 0)
                .train("2", encoded(scene(2, 80, 40), "png"), 0)
                .train("2 in dog", encoded(scene(2, 80, 40), "png"), 1)
                .train("3", encoded(scene(3, 60, 60), "png"), 1)
                .train("3 small", encoded(Resize.resize(scene(3, 60, 60), 45, 45, Filter.BICUBIC), "jpeg"), 1)
                .train("no image", new Sample.Encoded(new byte[] {'h', 'i'}), 1)
                .train("gone", null, 1)
                .train("sky", encoded(plain(50, 50, 90, 120, 200), "png"), 0)
                .train("wall", encoded(plain(50, 50, 100, 100, 100), "png"), 0)
                .validation("1 again", first, 0)
                .validation("4", encoded(scene(4, 60, 40), "png"), 1);
    }

    @Test
    void countsClasses() {
        DataReport report = everything().analyzed(1);
        assertEquals(11, report.images());
        assertEquals(9, report.train());
        assertEquals(2, report.validation());
        assertEquals(
                List.of(new ClassCount("cat", 4, 1), new ClassCount("dog", 5, 1), new ClassCount("owl", 0, 0)),
                report.classes());
        Balance balance = report.balance();
        assertEquals("dog", balance.largest());
        assertEquals("cat", balance.smallest());
        assertEquals(1.2, balance.ratio(), EXACT);
        assertEquals(List.of("owl"), balance.empty());
        double entropy = -5 / 11.0 * Math.log(5 / 11.0) - 6 / 11.0 * Math.log(6 / 11.0);
        assertEquals(Math.exp(entropy), balance.effectiveClasses(), EXACT);
    }

    @Test
    void equalClassesCountAsMany() {
        MadeData data = new MadeData("a", "b", "c", "d");
        for (int label = 0; label < 4; label++) {
            data.train("image " + label, decoded(scene(label, 8, 8)), label);
        }
        assertEquals(4, data.analyzed(1).balance().effectiveClasses(), EXACT);
    }

    @Test
    void findsDuplicatesLeaksAndConflicts() {
        DataReport.Duplicates found = everything().analyzed(2).duplicates();
        assertEquals(new Tally(2, 2, 1, 1), found.exact());
        assertEquals(new Tally(1, 1, 0, 0), found.near());
        assertEquals(
                List.of(
                        new Group(
                                true,
                                2,
                                true,
                                false,
                                List.of(
                                        new Member(0, "1", false, List.of("cat")),
                                        new Member(9, "1 again", true, List.of("cat")))),
                        new Group(
                                true,
                                2,
                                false,
                                true,
                                List.of(
                                        new Member(1, "2", false, List.of("cat")),
                                        new Member(2, "2 in dog", false, List.of("dog")))),
                        new Group(
                                false,
                                2,
                                false,
                                false,
                                List.of(
                                        new Member(3, "3", false, List.of("dog")),
                                        new Member(4, "3 small", false, List.of("dog"))))),
                found.groups());
    }

    @Test
    void allCopiesOfALeakedImageCount() {
        Sample.Encoded small = encoded(Resize.resize(scene(3, 60, 60), 45, 45, Filter.BICUBIC), "png");
        DataReport.Duplicates found = new MadeData("cat")
                .train("1", encoded(scene(3, 60, 60), "png"), 0)
                .validation("small", small, 0)
                .validation("small again", small, 0)
                .analyzed(1)
                .duplicates();
        assertEquals(new Tally(1, 1, 0, 0), found.exact());
        assertEquals(new Tally(1, 1, 2, 0), found.near());
    }

    @Test
    void theSamePixelsInAnotherShapeAreNoCopies() {
        DataReport report = new MadeData("a")
                .train("wide", decoded(plain(8, 4, 1, 2, 3)), 0)
                .train("high", decoded(plain(4, 8, 1, 2, 3)), 0)
                .analyzed(1);
        assertEquals(0, report.duplicates().exact().groups());
    }

    @Test
    void brokenImagesAreFindings() {
        DataReport report = everything().analyzed(2);
        assertEquals(2, report.broken().images());
        BrokenImage noImage = report.broken().listed().get(0);
        assertEquals("no image", noImage.name());
        assertTrue(noImage.reason().startsWith("not a JPEG"), noImage.reason());
        assertEquals(
                new BrokenImage("gone", "is broken"), report.broken().listed().get(1));
    }

    @Test
    void addsUpAllPixels() {
        DataReport report = new MadeData("a")
                .train("black", decoded(plain(10, 3, 0, 0, 0)), 0)
                .train("colour", decoded(plain(5, 2, 255, 51, 102)), 0)
                .analyzed(2);
        DataReport.Channels channels = report.channels();
        assertEquals(40, channels.pixels());
        assertEquals(1 / 4.0, channels.mean().get(0), EXACT);
        assertEquals(0.2 / 4, channels.mean().get(1), EXACT);
        assertEquals(0.4 / 4, channels.mean().get(2), EXACT);
        assertEquals(Math.sqrt(3 / 16.0), channels.std().get(0), EXACT);
        assertEquals(0.2 * Math.sqrt(3 / 16.0), channels.std().get(1), EXACT);
        assertEquals(0.4 * Math.sqrt(3 / 16.0), channels.std().get(2), EXACT);
        assertEquals(1, channels.gray());
        assertEquals(2, channels.plain());
    }

    @Test
    void measuresSizes() {
        Analysis analysis = everything().analysis(1);
        DataReport.Sizes sizes = analysis.report().sizes();
        assertEquals(new Quantiles(45, 45, 50, 60, 60, 80, 80), sizes.width());
        assertEquals(2, sizes.aspect().most(), EXACT);
        assertEquals(0.0036, sizes.megapixels().most(), EXACT);
        assertTrue(sizes.fileKilobytes().least() > 0.05 && sizes.fileKilobytes().most() < 20, sizes.toString());
        assertEquals(
                List.of(
                        new SizeCell(45, 45, 1),
                        new SizeCell(50, 50, 2),
                        new SizeCell(60, 40, 3),
                        new SizeCell(60, 60, 1),
                        new SizeCell(80, 40, 2)),
                analysis.sizes());
    }

    @Test
    void pixelsHaveNoFileSize() {
        assertNull(new MadeData("a")
                .train("one", decoded(plain(3, 3, 0, 0, 0)), 0)
                .analyzed(1)
                .sizes()
                .fileKilobytes());
    }

    @Test
    void saysWhatMattersFirst() {
        List<Finding> findings = everything().analyzed(1).findings();
        assertEquals(
                List.of(
                        Severity.PROBLEM,
                        Severity.PROBLEM,
                        Severity.PROBLEM,
                        Severity.PROBLEM,
                        Severity.NOTE,
                        Severity.NOTE,
                        Severity.NOTE,
                        Severity.NOTE,
                        Severity.NOTE),
                findings.stream().map(Finding::severity).toList());
        assertStarts("2 images cannot be read, the first is no image (not a JPEG", findings.get(0));
        assertStarts("1 class without images: owl.", findings.get(1));
        assertStarts("1 of 2 validation images are among those for training", findings.get(2));
        assertStarts("1 group of the same image with different classes.", findings.get(3));
        assertStarts("2 images more than needed", findings.get(4));
        assertStarts("1 image nearly the same as another, in 1 group;", findings.get(5));
        assertStarts("2 classes with fewer than 20 images: cat, dog.", findings.get(6));
        assertStarts("1 image of 9 without colour", findings.get(7));
        assertStarts("2 images of nothing but one colour.", findings.get(8));
    }

    private static void assertStarts(String expected, Finding finding) {
        assertTrue(finding.text().startsWith(expected), finding.text());
    }

    @Test
    void threadsChangeNothing() {
        DataReport one = everything().analyzed(1);
        assertEquals(one, everything().analyzed(3));
        assertEquals(one, everything().analyzed(16));
    }

    @Test
    void nothingReadableIsAResult() {
        DataReport report = new MadeData("a").train("gone", null, 0).analyzed(2);
        assertEquals(1, report.broken().images());
        assertNull(report.sizes());
        assertNull(report.channels());
        assertNull(report.suggestion());
        assertStarts(
                "No image can be read, the first is gone (is broken).",
                report.findings().get(0));
    }

    @Test
    void oneClassIsNoTask() {
        DataReport report = new MadeData("a", "empty")
                .train("1", decoded(scene(1, 20, 20)), 0)
                .train("2", decoded(scene(2, 20, 20)), 0)
                .analyzed(1);
        assertTrue(report.findings()
                .contains(new Finding(Severity.PROBLEM, "There is one class only: nothing can be learnt.")));
        assertNull(report.suggestion());
        assertEquals(
                Optional.of("made has images of one class only, so nothing can be learnt"),
                Suggestion.obstacle(report));
    }

    @Test
    void imagesMayHaveSeveralClasses() {
        DataReport report = new MadeData("a", "b")
                .train("both", decoded(scene(1, 20, 20)), 0, 1)
                .train("none", decoded(scene(2, 20, 20)))
                .train("both again", decoded(scene(1, 20, 20)), 1, 0)
                .analyzed(1);
        assertTrue(report.multiLabel());
        assertEquals(List.of(new ClassCount("a", 2, 0), new ClassCount("b", 2, 0)), report.classes());
        assertEquals(1, report.balance().unlabelled());
        assertEquals(new Tally(1, 1, 0, 0), report.duplicates().exact(), "the order of labels is no conflict");
    }

    @Test
    void sixteenBitGrayIsNoticed() throws IOException {
        byte[] header = encoded(scene(1, 20, 20), "png").bytes();
        assertEquals(
                0,
                new MadeData("a")
                        .train("8 bits", new Sample.Encoded(header), 0)
                        .analyzed(1)
                        .channels()
                        .gray16());
        BufferedImage deep = new BufferedImage(9, 9, BufferedImage.TYPE_USHORT_GRAY);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(deep, "png", out);
        DataReport report = new MadeData("a")
                .train("16 bits", new Sample.Encoded(out.toByteArray()), 0)
                .analyzed(1);
        assertEquals(1, report.channels().gray16());
    }

    @Test
    void showsExamplesThatCanBeRead() throws IOException {
        Analysis analysis = everything().analysis(1);
        assertEquals(List.of(List.of(0, 1, 7), List.of(2, 3, 4), List.of()), analysis.examples(3));
        assertEquals(scene(2, 80, 40), analysis.image(1));
    }

    @Test
    void aReaderThatFailsStopsTheAnalysis() {
        MadeData data = new MadeData("a").train("null", new Sample.Encoded(null), 0);
        JimmException failure = assertThrows(JimmException.class, () -> data.analyzed(2));
        assertEquals(Category.INTERNAL, failure.category());
        assertTrue(failure.getMessage().startsWith("cannot analyze null: java.lang.NullPointer"), failure.getMessage());
    }

    @Test
    void tellsProgressOnceAnImage() {
        AtomicInteger steps = new AtomicInteger();
        MadeData data = everything();
        data.analysis(3, steps::incrementAndGet);
        assertEquals(11, steps.get());
    }

    @Test
    void foldersAreLookedThroughForOtherFiles(@TempDir Path root) throws IOException {
        for (String name : List.of(
                "train/cat/1.jpg",
                "train/cat/deeper/2.PNG",
                "train/cat/notes.txt",
                "train/stray.jpg",
                "train/.hidden",
                "train/.git/config",
                "train/cat/.thumbnails/notes.txt",
                "validation/cat/3.webm",
                "test/cat/readme.md",
                "list.csv")) {
            Files.createDirectories(root.resolve(name).getParent());
            Files.createFile(root.resolve(name));
        }
        Files.createSymbolicLink(root.resolve("train/linked"), root.resolve("test/cat"));
        assertEquals(
                new DataReport.OtherFiles(
                        4,
                        List.of(
                                "train/cat/notes.txt",
                                "train/linked/readme.md",
                                "train/stray.jpg",
                                "validation/cat/3.webm")),
                FolderSurvey.of(root));
    }
}

package dev.jimm.app.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class AnalyzeCommandTest {
    private static final String HOSTILE = "<b>&\"x";

    @TempDir
    private Path folder;

    private Path root;

    /** Two classes of three images; one image is there twice, one file is broken, one is no image. */
    @BeforeEach
    void paint() throws IOException {
        root = folder.resolve("birds");
        for (int i = 0; i < 3; i++) {
            write(root.resolve("train/owl/" + i + ".png"), 120, 90, i);
            write(root.resolve("train").resolve(HOSTILE).resolve(i + "<script>.png"), 40, 30, 10 + i);
        }
        write(root.resolve("val/owl/other.png"), 120, 90, 1);
        write(root.resolve("val").resolve(HOSTILE).resolve("7.png"), 40, 30, 7);
        Files.writeString(root.resolve("train/owl/broken.jpg"), "no image");
        Files.writeString(root.resolve("train/owl/notes.txt"), "no image either");
    }

    private static void write(Path file, int width, int height, int seed) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        Random random = new Random(seed);
        for (int i = 0; i < 12; i++) {
            graphics.setColor(new Color(random.nextInt(1 << 24)));
            graphics.fillRect(
                    random.nextInt(width), random.nextInt(height), random.nextInt(width), random.nextInt(height));
        }
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private Outcome analyze(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("analyze", root));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray());
    }

    @Test
    void tellsWhatIsThere() {
        Outcome outcome = analyze();
        assertEquals("", outcome.err());
        assertEquals(0, outcome.exitCode());
        List<String> lines = outcome.out().lines().toList();
        assertEquals(root + ": 9 images, 2 classes; 7 to train on, 2 held out", lines.get(0));
        assertTrue(lines.contains("  owl         4           1"), outcome.out());
        assertTrue(lines.contains("  " + HOSTILE + "      3           1"), outcome.out());
        assertTrue(lines.contains("  the same, in both parts"), outcome.out());
        assertTrue(lines.contains("    " + root.resolve("val/owl/other.png")), outcome.out());
        assertTrue(outcome.out().contains("\n  ! 1 image cannot be read, the first is"), outcome.out());
        assertTrue(outcome.out().contains("train/owl/notes.txt"), outcome.out());
        assertTrue(lines.contains("    name = resnet18d"), outcome.out());
    }

    @Test
    void theNumberOfWorkersChangesNothing() {
        assertEquals(analyze("--workers", 1), analyze("--workers", 3));
    }

    @Test
    void jsonHasItAll() throws IOException {
        Path file = folder.resolve("report.json");
        assertEquals(0, analyze("--output", file).exitCode());
        JsonNode report = new ObjectMapper().readTree(file.toFile());
        assertEquals(9, report.get("images").asInt());
        assertEquals("owl", report.at("/classes/1/name").asText());
        assertEquals(4, report.at("/classes/1/train").asInt());
        assertEquals(120, report.at("/sizes/width/most").asInt());
        assertEquals(3, report.at("/channels/mean").size());
        assertEquals(1, report.at("/duplicates/exact/leaked").asInt());
        assertEquals(
                "owl", report.at("/duplicates/groups/0/members/0/classes/0").asText());
        assertEquals(1, report.at("/broken/images").asInt());
        assertEquals("train/owl/notes.txt", report.at("/other_files/listed/0").asText());
        assertEquals("PROBLEM", report.at("/findings/0/severity").asText());
        assertEquals("name", report.at("/suggestion/settings/0/key").asText());
        assertEquals("birds", report.at("/suggestion/settings/0/value").asText());
        assertFalse(report.at("/suggestion/settings/0/reason").asText().isEmpty());
    }

    @Test
    void thePageIsWellFormedAndForeignNamesAreText() throws Exception {
        Path file = folder.resolve("page.html");
        assertEquals(0, analyze("--output", file).exitCode());
        Document page =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        assertEquals(0, page.getElementsByTagName("script").getLength());
        assertEquals(0, page.getElementsByTagName("b").getLength());
        assertEquals(HOSTILE, page.getElementsByTagName("figcaption").item(0).getTextContent());
        NodeList pictures = page.getElementsByTagName("img");
        assertEquals(10, pictures.getLength(), "an example of each readable image, and the two copies side by side");
        for (int i = 0; i < pictures.getLength(); i++) {
            assertPicture((Element) pictures.item(i));
        }
        String text = page.getDocumentElement().getTextContent();
        assertTrue(text.contains("broken.jpg: not a JPEG"), text);
        assertTrue(text.contains("name = resnet18d"), text);
    }

    /** The page needs no other file, and small images keep their pixels. */
    private static void assertPicture(Element picture) throws IOException {
        String[] parts = picture.getAttribute("src").split(",", 2);
        boolean small = picture.getAttribute("class").equals("pixels");
        assertEquals(small ? "data:image/png;base64" : "data:image/jpeg;base64", parts[0]);
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(parts[1])));
        assertEquals(small ? 40 : 96, image.getWidth());
        assertEquals(small ? 30 : 72, image.getHeight());
    }

    @Test
    void severalFilesAreWrittenAtOnce() throws IOException {
        Path run = folder.resolve("run.conf");
        Path page = folder.resolve("page.html");
        Outcome outcome = analyze("--output", run, "--output", page);
        assertEquals(0, outcome.exitCode());
        assertFalse(outcome.out().contains("suggested run"), "it is in its file");
        assertTrue(Files.readString(run).contains("\n  name = resnet18d\n"), Files.readString(run));
        assertTrue(Files.size(page) > 5_000);
    }

    @Test
    void classesWithoutImagesAreAFinding() throws IOException {
        Files.createDirectories(root.resolve("train/wren"));
        Files.createDirectories(root.resolve("val/wren"));
        Outcome outcome = analyze();
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().contains("! 1 class without images: wren. A training refuses them"), outcome.out());
    }

    @Test
    void nothingToReadIsNoRun() throws IOException {
        Path bad = folder.resolve("bad");
        Files.createDirectories(bad.resolve("owl"));
        Files.writeString(bad.resolve("owl/1.jpg"), "no image");
        assertEquals(
                0,
                Cli.run("analyze", bad, "--output", folder.resolve("bad.html")).exitCode());
        Path run = folder.resolve("bad.conf");
        assertEquals(
                new Outcome(
                        3,
                        "",
                        "jimm: no image of " + bad + " can be read: there is no run to suggest in " + run + "\n"),
                onlyErrors(Cli.run("analyze", bad, "--output", run)));
        assertFalse(Files.exists(run));
    }

    @Test
    void oneClassIsNoRun() throws IOException {
        Path classes = Files.writeString(folder.resolve("classes.txt"), "owl\n");
        String reason = root + " has images of one class only, so nothing can be learnt";
        Path page = folder.resolve("page.html");
        Outcome outcome = analyze("--set", "data.class-map=" + classes, "--output", page);
        assertTrue(outcome.out().contains("! There is one class only: nothing can be learnt."), outcome.out());
        assertTrue(outcome.out().endsWith("\nsuggested run\n  none: " + reason + "\n"), outcome.out());
        assertTrue(Files.readString(page).contains("None: " + reason + "."));
        Path run = folder.resolve("one.conf");
        assertEquals(
                new Outcome(3, "", "jimm: " + reason + ": there is no run to suggest in " + run + "\n"),
                onlyErrors(analyze("--set", "data.class-map=" + classes, "--output", run)));
    }

    @Test
    void aClassMapOrdersTheClasses() throws IOException {
        Path classes = Files.writeString(folder.resolve("classes.txt"), "owl\n" + HOSTILE + "\n");
        Path file = folder.resolve("report.json");
        Path run = folder.resolve("run.conf");
        assertEquals(
                0,
                analyze("--set", "data.class-map=" + classes, "--output", file, "--output", run)
                        .exitCode());
        JsonNode report = new ObjectMapper().readTree(file.toFile());
        assertEquals("owl", report.at("/classes/0/name").asText());
        assertEquals(4, report.at("/classes/0/train").asInt());
        assertEquals(1, report.at("/classes/1/validation").asInt());
        assertTrue(Files.readString(run).contains("\n  class-map = \"" + classes + "\"\n"), Files.readString(run));
        assertEquals(0, Cli.run("describe", run).exitCode());
    }

    @Test
    void readersTakeOptions() throws IOException {
        Path list = folder.resolve("list.csv");
        Files.writeString(list, """
                path,label
                birds/train/owl/0.png,owl;brown
                birds/train/owl/1.png,owl
                birds/train/owl/2.png,brown
                """);
        Path run = folder.resolve("run.conf");
        Outcome outcome = Cli.run(
                "analyze",
                folder,
                "--reader",
                "image-list",
                "--set",
                "data.options.train=list.csv",
                "--set",
                "data.options.label-separator=\";\"",
                "--set",
                "data.batch-size=6.0",
                "--output",
                run);
        assertEquals("", outcome.err());
        assertTrue(outcome.out().contains(": 3 images, 2 classes"), outcome.out());
        String text = Files.readString(run);
        assertTrue(text.contains("\n  batch-size = 6\n"), text);
        assertTrue(text.contains("\n  options.label-separator = \";\"\n"), text);
        assertTrue(text.contains("\n  options.train = \"list.csv\"\n"), text);
        assertTrue(text.contains("\n  name = bce\n"), text);
        Outcome described = Cli.run("describe", run);
        assertEquals("", described.err());
        assertTrue(described.out().contains("label-separator = \";\""), described.out());
    }

    @Test
    void settingsAreCheckedAllAtOnce() {
        assertEquals(
                new Outcome(2, "", """
                        jimm: --set data.batch-siz=3: unknown key 'data.batch-siz'; did you mean 'batch-size'?
                        --set data.reader=tar: 'data.reader' is given by --reader NAME
                        --set train.epochs=3: an analysis takes data.KEY=VALUE only
                        3 problems
                        """),
                analyze("--set", "train.epochs=3", "--set", "data.batch-siz=3", "--set", "data.reader=tar"));
        assertTrue(analyze("--set", "data.options.x=1").err().contains("unknown key 'data.options.x'"));
    }

    @Test
    void aRunIsNotReplaced() throws IOException {
        Path run = Files.writeString(folder.resolve("run.conf"), "precious");
        assertEquals(
                new Outcome(2, "", "jimm: --output " + run + ": is there already; give another name\n"),
                analyze("--output", run));
        assertEquals("precious", Files.readString(run));
        Path report = Files.writeString(folder.resolve("report.json"), "old");
        assertEquals(0, analyze("--output", report).exitCode());
        assertTrue(Files.readString(report).startsWith("{"));
    }

    private static Outcome onlyErrors(Outcome outcome) {
        return new Outcome(outcome.exitCode(), "", outcome.err());
    }

    @Test
    void whatCannotWorkIsSaidAtOnce() {
        Path nowhere = folder.resolve("nowhere");
        assertEquals(
                new Outcome(
                        3,
                        "",
                        "jimm: " + nowhere + ": it does not exist; expected is ROOT/train/CLASS/*.jpg and"
                                + " ROOT/val/CLASS/*.jpg, or ROOT/CLASS/*.jpg\n"),
                Cli.run("analyze", nowhere));
        assertEquals(
                new Outcome(2, "", "jimm: --output x.txt: the name must end with .json or .html or .conf\n"),
                analyze("--output", "x.txt"));
        assertEquals(new Outcome(2, "", "jimm: --workers must be between 1 and 256, is 0\n"), analyze("--workers", 0));
        Outcome unknown = analyze("--reader", "image-foldr");
        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err().startsWith("jimm: unknown reader 'image-foldr'; did you mean 'image-folder'?"));
    }
}

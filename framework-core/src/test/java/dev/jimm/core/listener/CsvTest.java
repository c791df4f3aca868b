package dev.jimm.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.event.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
    private static final String UNBROKEN = """
            epoch,batch,update,samples,loss,mean-loss,rate,gradient-norm
            1,1,1,32,4.0,8.0,0.001,2.0
            1,2,2,32,2.0,4.0,0.001,4.0
            1,3,3,32,1.3333333333333333,2.6666666666666665,0.001,
            1,4,4,32,1.0,2.0,0.001,8.0
            2,1,5,32,0.8,1.6,0.001,10.0
            2,3,7,32,0.5714285714285714,1.1428571428571428,0.001,14.0
            2,4,8,32,0.5,1.0,0.001,16.0
            """;

    private final Story story = new Story();

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("steps.csv");
    }

    private TrainingListener listener() {
        return new Csv().create("csv", new Csv.Options(), folder);
    }

    private String written() throws IOException {
        return Files.readString(file());
    }

    @Test
    void hasARowAnUpdate() throws IOException {
        story.tell(listener());
        assertEquals(UNBROKEN, written());
    }

    @Test
    void everyKillEndsInTheRowsOfTheUnbrokenRun() throws IOException {
        for (int killed = 0; killed <= story.length(); killed++) {
            for (boolean newest : new boolean[] {false, true}) {
                story.tellUntil(killed, listener());
                story.resume(killed, newest, this::listener);
                assertEquals(UNBROKEN, written(), "killed after event " + killed);
            }
        }
    }

    @Test
    void everyCutInsideOfALineIsMended() throws IOException {
        story.tellUntil(2, listener());
        int twoRows = Files.readAllBytes(file()).length;
        story.tellUntil(5, listener());
        byte[] more = Files.readAllBytes(file());
        assertTrue(more.length > twoRows + 40);
        for (int length = twoRows; length < more.length; length++) {
            Files.write(file(), Arrays.copyOf(more, length));
            story.resume(2, true, this::listener);
            assertEquals(UNBROKEN, written(), "cut after byte " + length);
        }
    }

    @Test
    void aNewRunBeginsANewTable() throws IOException {
        story.tellUntil(1, listener());
        story.tell(listener());
        assertEquals(UNBROKEN, written());
    }

    @Test
    void aRunThatGoesOnWithoutATableBeginsOne() throws IOException {
        story.resume(7, true, this::listener);
        String header = UNBROKEN.substring(0, UNBROKEN.indexOf('\n') + 1);
        assertEquals(header + UNBROKEN.substring(UNBROKEN.indexOf("2,1,5")), written());
    }

    @Test
    void anEpochThatBeginsAnewKeepsTheUpdatesThatShapedTheWeights() throws IOException {
        story.tellUntil(11, listener());
        assertTrue(written().contains("\n2,3,7,"), "told of an update behind the checkpoint");
        Story.restartEpoch(listener());
        String kept = UNBROKEN.substring(0, UNBROKEN.indexOf("2,3,7"));
        assertEquals(kept + "2,1,7,32,0.5714285714285714,1.1428571428571428,0.001,14.0\n", written());
    }

    @Test
    void aDamagedRowIsTold() throws IOException {
        story.tellUntil(4, listener());
        Files.writeString(file(), "one,two,three\n1,1,1\n", StandardOpenOption.APPEND);
        UncheckedIOException failure =
                assertThrows(UncheckedIOException.class, () -> story.resume(7, true, this::listener));
        assertEquals(
                file() + " cannot be written: line 5 is damaged (For input string: \"three\"); move the file away",
                failure.getMessage());
    }

    @Test
    void aFolderThatIsGoneIsTold() throws IOException {
        TrainingListener listener = listener();
        Files.delete(folder);
        UncheckedIOException failure = assertThrows(UncheckedIOException.class, () -> story.tell(listener));
        Files.createDirectory(folder); // JUnit deletes it
        assertTrue(failure.getMessage().startsWith(file() + " cannot be written: "), failure::getMessage);
    }
}

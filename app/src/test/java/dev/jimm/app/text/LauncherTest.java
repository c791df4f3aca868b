package dev.jimm.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LauncherTest {
    @AfterEach
    void forget() {
        System.clearProperty("jimm.command");
    }

    @Test
    void commandsBeginAsTheUserStartsJimm() {
        assertEquals("jimm models", Launcher.command("models"));
        System.setProperty("jimm.command", "./jimm");
        assertEquals("./jimm models", Launcher.command("models"));
        assertEquals("see './jimm models', jimm 0.1", Launcher.renamed("see 'jimm models', jimm 0.1"));
    }

    @Test
    void whatAShellWouldTakeApartIsQuoted() {
        assertEquals(
                "jimm train 'my run.conf' --set 'input.mean=[0.5]' --set train.epochs=2 'it'\\''s'",
                Launcher.command(
                        "train", "my run.conf", "--set", "input.mean=[0.5]", "--set", "train.epochs=2", "it's"));
    }
}

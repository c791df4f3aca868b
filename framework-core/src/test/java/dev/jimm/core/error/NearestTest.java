package dev.jimm.core.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void anExchangeOfNeighboursIsOneDifference() {
        assertEquals(List.of("sgd"), Nearest.names("sdg", List.of("sgd", "adam")));
        assertEquals(List.of("head"), Nearest.names("haed", List.of("head", "norm")));
    }

    @Test
    void theBestComesFirst() {
        assertEquals(List.of("adamw", "adam"), Nearest.names("adamww", List.of("sgd", "adam", "adamw")));
    }

    @Test
    void upperAndLowerCaseCountAsTheSame() {
        assertEquals(List.of("MyNet_Large"), Nearest.names("mynet_large", List.of("MyNet_Large", "other")));
        assertEquals(List.of("resnet18"), Nearest.names("ResNet18", List.of("resnet18", "vit")));
        assertEquals(List.of("RESNET_of_the_house"), Nearest.names("resnet", List.of("RESNET_of_the_house")));
    }

    @Test
    void aNameThatBeginsWithTheWantedIsNear() {
        assertEquals(List.of("trivial-augment-wide"), Nearest.names("trivial", List.of("trivial-augment-wide", "x")));
        assertEquals(List.of(), Nearest.names("tr", List.of("trivial-augment-wide")));
    }

    @Test
    void atMostThreeAreTold() {
        assertEquals("; did you mean 'a1', 'a2', 'a3'?", Nearest.hint("a", List.of("a4", "a3", "a2", "a1")));
        assertEquals("", Nearest.hint("unlike", List.of("a1")));
    }
}

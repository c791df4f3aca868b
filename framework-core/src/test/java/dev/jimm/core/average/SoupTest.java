package dev.jimm.core.average;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SoupTest {
    private final List<List<Integer>> tried = new ArrayList<>();

    private double tried(List<Integer> models, Map<List<Integer>, Double> scores) {
        tried.add(models);
        return scores.get(models);
    }

    @Test
    void uniformTakesAll() {
        assertEquals(
                new Soup(List.of(0, 1, 2), 0.4),
                Soup.uniform(3, models -> tried(models, Map.of(List.of(0, 1, 2), 0.4))));
    }

    /** From the best to the worst; one that makes it worse is left out, one that changes nothing is taken. */
    @Test
    void greedyTakesWhatDoesNotHarm() {
        Map<List<Integer>, Double> scores =
                Map.of(List.of(2, 0), 0.79, List.of(2, 3), 0.8, List.of(2, 3, 1), 0.85, List.of(2, 3, 1, 4), 0.84);
        Soup soup = Soup.greedy(List.of(0.7, 0.5, 0.8, 0.6, 0.1), models -> tried(models, scores));
        assertEquals(new Soup(List.of(2, 3, 1), 0.85), soup);
        assertEquals(List.of(List.of(2, 0), List.of(2, 3), List.of(2, 3, 1), List.of(2, 3, 1, 4)), tried);
    }

    @Test
    void greedyIsNeverWorseThanTheBestAlone() {
        assertEquals(new Soup(List.of(1), -0.2), Soup.greedy(List.of(-0.3, -0.2, -0.2), models -> -9));
    }

    @Test
    void ofEqualsTheFirstIsTheBest() {
        assertEquals(
                List.of(0, 1), Soup.greedy(List.of(0.5, 0.5), models -> 0.5).taken());
    }
}

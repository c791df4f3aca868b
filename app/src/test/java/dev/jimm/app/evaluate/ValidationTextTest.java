package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ValidationTextTest {
    private final ValidationResult result = Results.singleLabel("runs/a");

    private static void assertText(String expected, List<String> lines) {
        assertEquals(expected, String.join("\n", lines));
    }

    @Test
    void theSummaryHasAllMetrics() {
        assertText("""
              images                    8
              top-1               62.50 %
              top-5              100.00 %
              calibration error   37.48 %
              loss                 3.3752
              images/s                  4

                           macro    micro  weighted
              precision  50.00 %  62.50 %   81.25 %
              recall     37.78 %  62.50 %   62.50 %
              F1         42.96 %  62.50 %   70.56 %
            """.stripTrailing(), ValidationText.summary(result));
    }

    @Test
    void multiLabelDataHasMetricsOfItsOwn() {
        List<String> lines = ValidationText.summary(Results.multiLabel("a"));
        assertTrue(lines.contains("  exact match              50.00 %"), lines.toString());
        assertTrue(lines.contains("  mean average precision  100.00 %"), lines.toString());
    }

    @Test
    void aClassIsARow() {
        assertText("""
                class  images  precision  recall      F1  most often taken for
                cat         3     50.0 %  33.3 %  40.0 %  horse (2)
                dog         5    100.0 %  80.0 %  88.9 %  cat (1)
                horse       0      0.0 %   0.0 %   0.0 %  -\
                """, ValidationText.classes(result.classes()));
        assertText("""
                class  images  precision   recall       F1  average precision
                cat         2    100.0 %   50.0 %   66.7 %            100.0 %
                dog         1    100.0 %  100.0 %  100.0 %            100.0 %
                horse       0      0.0 %    0.0 %    0.0 %                  -\
                """, ValidationText.classes(Results.multiLabel("a").classes()));
    }

    @Test
    void confusionHasTheWorstPairsFirst() {
        assertText("""
                class  taken for  images
                cat    horse           2\
                """, ValidationText.confusion(result, 1));
        assertEquals(3, ValidationText.confusion(result, 10).size());
    }

    @Test
    void multiLabelDataHasNoTableOfConfusedClasses() {
        assertText(
                "of images with several labels no class is taken for another: there is no table of these",
                ValidationText.confusion(Results.multiLabel("a"), 10));
    }

    @Test
    void aLayerIsARow() {
        assertText("""
                layer       channels  dead  zeros   mean    std    min    max
                bn1 > relu        64     3   25 %  0.500  12.35  0.000  1e+05\
                """, ValidationText.layers(result.layers()));
    }
}

package dev.jimm.app.create;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRangeTest {
    @ParameterizedTest
    @CsvSource({
        "0.1.0, >=0.1.0 & <0.2.0",
        "0.9.3, >=0.9.3 & <0.10.0",
        "1.0.0, >=1.0.0 & <2.0.0",
        "2.13.1, >=2.13.1 & <3.0.0"
    })
    void endsBeforeTheNextThatMayBreakAPlugin(String version, String range) {
        assertEquals(range, ApiRange.of(version));
    }
}

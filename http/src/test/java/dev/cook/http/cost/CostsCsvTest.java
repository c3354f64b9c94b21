package dev.cook.http.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostsCsvTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tea fix|tea fix",
                "tea a,b|\"tea a,b\"",
                "say \"x\"|\"say \"\"x\"\"\"",
                "=HYPERLINK(1)|\"'=HYPERLINK(1)\"",
                "+1|\"'+1\"",
                "-1|\"'-1\"",
                "@SUM(A1)|\"'@SUM(A1)\"",
            })
    void aCellIsTextAndNothingElse(String name, String cell) {
        assertThat(CostsCsv.quoted(name)).isEqualTo(cell);
    }
}

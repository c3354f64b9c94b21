package dev.cook.domain.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.event.StoredRows.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What any version of Cook wrote can be read, and what cannot be read is shown. */
class FactTest {
    static List<Row> rows() {
        return StoredRows.all();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatWasStoredIsReadToldAndWrittenAgain(Row row) {
        Fact fact = row.parse();

        assertThat(fact).isNotInstanceOf(UnknownFact.class);
        assertThat(fact.type()).isEqualTo(row.type());
        assertThat(fact.version()).isEqualTo(row.version());
        assertThat(EventText.line(fact)).isEqualTo(row.text());
        assertThat(Fact.parse(fact.type(), fact.version(), fact.data())).isEqualTo(fact);
        assertThat(row.data()).containsAllEntriesOf(earlierForms(fact, row));
    }

    /** Durations are written in another form today; everything else as it was read. */
    private static Map<String, String> earlierForms(Fact fact, Row row) {
        Map<String, String> data = new HashMap<>(fact.data());
        data.computeIfPresent("took", (_, _) -> row.data().get("took"));
        return data;
    }

    /** Whoever adds a type, a version or a key adds a row, so that later versions are held to it. */
    @Test
    void eachTypeHasRowsWithAndWithoutEachOfItsOptionalKeys() {
        List<Row> rows = rows();

        assertThat(FactTypes.all().size()).isGreaterThan(40);
        for (FactType type : FactTypes.all()) {
            List<Row> its = rows.stream()
                    .filter(row -> row.type().equals(type.type()) && row.version() == type.version())
                    .toList();
            for (FactType.Key key : type.keys()) {
                String told = type.type() + " " + type.version() + ": " + key.name();
                assertThat(its.stream().anyMatch(row -> has(row, key))).as(told).isTrue();
                assertThat(its.stream().allMatch(row -> has(row, key))).as(told).isEqualTo(key.required());
            }
        }
    }

    private static boolean has(Row row, FactType.Key key) {
        return !row.data().getOrDefault(key.name(), "").isEmpty();
    }

    @Test
    void aKeyThatIsMissingOrDamagedIsShownAndNotThrownOn() {
        for (Row row : rows()) {
            for (FactType.Key key : keys(row)) {
                Map<String, String> without = new HashMap<>(row.data());
                without.remove(key.name());
                Fact read = Fact.parse(row.type(), row.version(), without);
                assertThat(read instanceof UnknownFact)
                        .as("%s without %s", row, key.name())
                        .isEqualTo(key.required());

                Map<String, String> damaged = new HashMap<>(row.data());
                damaged.put(key.name(), "\u001b[31m broken");
                Fact other = Fact.parse(row.type(), row.version(), damaged);
                if (!key.value().type().equals(String.class)) {
                    assertThat(other).isInstanceOf(UnknownFact.class);
                    assertThat(other.data()).isEqualTo(damaged);
                    assertThat(EventText.line(other))
                            .startsWith(row.type() + " ")
                            .contains(key.name() + "=\uFFFD[31m broken", "the key '" + key.name() + "' is not");
                }
            }
        }
    }

    private static List<FactType.Key> keys(Row row) {
        return FactTypes.all().stream()
                .filter(type -> type.type().equals(row.type()) && type.version() == row.version())
                .findFirst()
                .orElseThrow()
                .keys();
    }

    @Test
    void whatANewerServerWroteIsShown() {
        Fact type = Fact.parse("branch.praised", 1, Map.of("by", "ann", "as", "x".repeat(1_000)));
        Fact version = Fact.parse("branch.landed", 9, Map.of("onto", "main"));
        Fact key = Fact.parse("branch.released", 1, Map.of("by", "ann", "because", "it is time"));

        assertThat(EventText.line(type))
                .startsWith("branch.praised as=xxx")
                .endsWith("x… by=ann (unknown event type)")
                .hasSizeLessThan(300);
        assertThat(type.data()).containsEntry("by", "ann");
        assertThat(EventText.line(version))
                .isEqualTo("branch.landed onto=main (version 9 of this event type is unknown)");
        assertThat(key).isEqualTo(new BranchFact.Released("ann"));
    }

    @Test
    void valuesOfTheWrongKindNeverThrow() {
        List<String> nonsense =
                List.of("", " ", "-1", "0", "99999999999999999999", "PT", "1.2.3 s", "0000", "a b c", "\n", "yes ");
        for (FactType type : FactTypes.all()) {
            for (String value : nonsense) {
                Map<String, String> data = new HashMap<>();
                type.keys().forEach(key -> data.put(key.name(), value));
                assertThat(EventText.line(Fact.parse(type.type(), type.version(), data)))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void namesOnTheWireAreThingsAndVerbs() {
        assertThat(FactTypes.all().stream().map(FactType::type)).allMatch(type -> type.matches("[a-z]+\\.[a-z_]+"));
        assertThat(Stream.of(new BranchFact.Released("ann").type())).containsExactly("branch.released");
    }
}

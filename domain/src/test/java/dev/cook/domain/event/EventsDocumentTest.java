package dev.cook.domain.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The contract in writing, so that a change of it is seen in review. */
class EventsDocumentTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", "."))
            .resolve("../docs/events.md")
            .normalize();

    private static final String HEAD = """
            # Events

            Cook appends an event for everything that happens, in the same transaction as the change itself. Events are never changed
            and never removed while their repository exists. `event tail`, `branch show`, pages and pushes tell each one as a line of text;
            `event tail --json`, the event stream of a branch's page and `fossil.json` of fossils hold its type, its version and its keys.
            All values are texts.

            ## What may change

            - A new version of Cook may add types, and optional keys to a type: ignore what you do not know.
            - Anything else about a type's keys is a new *version* of that type. Events that were stored in an earlier version keep it.
            - What a server cannot read (a newer server's events, damaged rows) it shows with its type and keys.
            - The line of text is for people, and its words may change at any time. Do not parse it.

            `by` is who did it: an account, an agent in its session such as `demo (session 1)`, or `cook`.

            ## Types

            Keys in brackets are optional. This table is generated from the code.

            | type | version | keys | for example |
            |---|---:|---|---|
            """;

    private static String markdown() {
        return FactTypes.all().stream().map(EventsDocumentTest::row).collect(Collectors.joining("\n", HEAD, "\n"))
                + FactTypes.all().stream()
                        .flatMap(type -> type.keys().stream())
                        .collect(Collectors.groupingBy(
                                key -> key.value().kind(),
                                java.util.TreeMap::new,
                                Collectors.mapping(
                                        key -> "`" + key.name() + "`",
                                        Collectors.collectingAndThen(
                                                Collectors.toCollection(java.util.TreeSet::new),
                                                names -> String.join(", ", names)))))
                        .entrySet()
                        .stream()
                        .map(kind -> "| " + kind.getKey() + " | " + kind.getValue() + " |")
                        .collect(Collectors.joining("\n", "\n## Values\n\n| kind | keys |\n|---|---|\n", "\n"));
    }

    private static String row(FactType type) {
        String keys = type.keys().stream()
                .map(key -> key.required() ? "`" + key.name() + "`" : "[`" + key.name() + "`]")
                .collect(Collectors.joining(", "));
        String example = StoredRows.all().stream()
                .filter(row -> row.type().equals(type.type()) && row.version() == type.version())
                .findFirst()
                .map(StoredRows.Row::text)
                .orElse("");
        return "| `" + type.type() + "` | " + type.version() + " | " + keys + " | " + example + " |";
    }

    /** Checks the document, and only with the named property rewrites it. */
    @Test
    void theDocumentIsTheContract() throws IOException {
        if (Boolean.getBoolean("cook.write-docs")) {
            Files.writeString(DOCUMENT, markdown());
        }
        assertThat(DOCUMENT)
                .as("out of date? run: mvn -q test -pl domain -Dtest=EventsDocumentTest -Dcook.write-docs=true")
                .hasContent(markdown());
    }
}

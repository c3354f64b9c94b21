package dev.cook.domain.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of rows.txt. */
final class StoredRows {
    private static final Path FILE = Path.of(System.getProperty("basedir", "."))
            .resolve("../domain/src/test/resources/dev/cook/domain/event/rows.txt")
            .normalize();

    /** @param text what people read */
    record Row(String type, int version, Map<String, String> data, String text) {
        Fact parse() {
            return Fact.parse(type, version, data);
        }

        @Override
        public String toString() {
            return type + " " + version + " " + data;
        }
    }

    private StoredRows() {}

    static List<Row> all() {
        try {
            return Arrays.stream(Files.readString(FILE, StandardCharsets.UTF_8).split("\n\n"))
                    .skip(1)
                    .map(StoredRows::row)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String block) {
        List<String> lines = block.strip().lines().toList();
        String[] name = lines.getFirst().split(" ");
        Map<String, String> data = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size() - 1)) {
            int colon = line.indexOf(':');
            data.put(line.substring(0, colon), line.substring(colon + 1).strip().replace("\\n", "\n"));
        }
        return new Row(name[0], Integer.parseInt(name[1]), data, lines.getLast().substring("> ".length()));
    }
}

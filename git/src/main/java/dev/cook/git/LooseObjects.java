package dev.cook.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/** Objects in a file each. C git writes them; Cook puts them into packs. */
final class LooseObjects {
    private static final Pattern FANOUT = Pattern.compile("[0-9a-f]{2}");

    private LooseObjects() {}

    /** @param objects a directory of objects */
    static List<ObjectId> list(Path objects) throws IOException {
        List<ObjectId> loose = new ArrayList<>();
        for (Path fanout : fanouts(objects)) {
            try (Stream<Path> files = Files.list(fanout)) {
                files.map(file -> fanout.getFileName().toString() + file.getFileName())
                        .filter(ObjectId::isId)
                        .map(ObjectId::fromString)
                        .forEach(loose::add);
            }
        }
        return loose;
    }

    static Path file(Path objects, ObjectId object) {
        return objects.resolve(object.name().substring(0, 2))
                .resolve(object.name().substring(2));
    }

    private static List<Path> fanouts(Path objects) throws IOException {
        try (Stream<Path> entries = Files.list(objects)) {
            return entries.filter(entry ->
                            FANOUT.matcher(entry.getFileName().toString()).matches())
                    .toList();
        }
    }
}

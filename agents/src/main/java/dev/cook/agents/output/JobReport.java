package dev.cook.agents.output;

import dev.cook.domain.Oid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a job ended, as its environment tells it. The environment is not trusted: nothing here proves anything about a
 * commit, and every text of it must be made printable before a person sees it.
 *
 * @param status the exit status: 124 if time ran out, 128 + n if signal n ended it, 137 also if nobody saw it end
 * @param out file with what it wrote, headed by a line of script(1)
 * @param timing file with the moments of that, in script's advanced format
 * @param dirty first lines of {@code git status --porcelain}; empty if the work tree is clean
 * @param pushRefused what git said when commits could not be pushed at the end; empty if there were none or it went well
 * @param head the work tree's commit
 * @param tests file with what its run reported of its tests; empty: nobody asked, or the environment is of an earlier version
 * @param doneRefused why the environment refused to call the work done, and still does; empty if it did not
 */
public record JobReport(
        int status,
        Path out,
        Path timing,
        String dirty,
        String pushRefused,
        Optional<Oid> head,
        String doneRefused,
        Optional<Path> tests) {
    /** Entries of a report; each at most once. Sizes leave a little room above what the job's script cuts at. */
    private enum Part {
        STATUS(16),
        OUT(80L << 20),
        TIMING(80L << 20),
        DIRTY(16 * 1024),
        PUSH(8 * 1024),
        HEAD(128),
        REFUSED(8 * 1024),
        TESTS(33L << 20);

        private final long limit;

        Part(long limit) {
            this.limit = limit;
        }

        /** Whether a report may lack it: environments that an earlier version launched do not know of all of them. */
        boolean isOptional() {
            return switch (this) {
                case STATUS, OUT, TIMING, DIRTY, PUSH, HEAD -> false;
                case REFUSED, TESTS -> true;
            };
        }

        static Part of(String name) {
            for (Part part : values()) {
                if (part.fileName().equals(name)) {
                    return part;
                }
            }
            throw new BadReport("a report has no such entry");
        }

        String fileName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads a report and leaves its big parts as files {@code out}, {@code timing} and {@code tests} in a directory, which
     * must hold none of them.
     *
     * @throws BadReport if it is incomplete, too big or not a report at all
     */
    public static JobReport read(InputStream in, Path directory) throws IOException {
        Ustar.Reader tar = new Ustar.Reader(in);
        Map<Part, String> texts = new EnumMap<>(Part.class);
        for (Optional<Ustar.Reader.Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
            Part part = Part.of(entry.get().name());
            if (entry.get().size() > part.limit) {
                throw new BadReport("the report's " + part.fileName() + " is longer than " + part.limit + " bytes");
            }
            if (texts.containsKey(part)) {
                throw new BadReport("the report has two of " + part.fileName());
            }
            texts.put(part, take(tar, part, directory));
        }
        for (Part part : Part.values()) {
            if (!part.isOptional() && !texts.containsKey(part)) {
                throw new BadReport("the report lacks " + part.fileName());
            }
        }
        return new JobReport(
                status(texts.getOrDefault(Part.STATUS, "")),
                directory.resolve(Part.OUT.fileName()),
                directory.resolve(Part.TIMING.fileName()),
                texts.getOrDefault(Part.DIRTY, ""),
                texts.getOrDefault(Part.PUSH, ""),
                head(texts.getOrDefault(Part.HEAD, "")),
                texts.getOrDefault(Part.REFUSED, ""),
                Optional.of(directory.resolve(Part.TESTS.fileName())).filter(_ -> texts.containsKey(Part.TESTS)));
    }

    private static String take(Ustar.Reader tar, Part part, Path directory) throws IOException {
        return switch (part) {
            case OUT, TIMING, TESTS -> {
                try (OutputStream file = Files.newOutputStream(
                        directory.resolve(part.fileName()), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    tar.copyTo(file);
                }
                yield "";
            }
            case STATUS, DIRTY, PUSH, HEAD, REFUSED -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                tar.copyTo(bytes);
                yield bytes.toString(StandardCharsets.UTF_8).stripTrailing();
            }
        };
    }

    private static int status(String text) {
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 255) {
            throw new BadReport("the report's status is not a number from 0 to 255");
        }
        return Integer.parseInt(text);
    }

    private static Optional<Oid> head(String text) {
        return text.matches("[0-9a-f]{40}|[0-9a-f]{64}") ? Optional.of(new Oid(text)) : Optional.empty();
    }
}

package dev.cook.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A generated repository, the same each time: {@value #COMMITS} commits that each add a file and change one, about 25 MB
 * packed, and after them a line of commits to push one by one.
 */
record Sample(Path repository, List<String> line) {
    private static final int COMMITS = 2_500;
    private static final int LINES = 340;
    private static final int TOLD = 16;

    /** How many pushes a run can make at most; each takes the next commit. */
    private static final int PUSHES = 1_000;

    static Sample make(Workshop workshop) {
        Path repository = workshop.root().resolve("sample.git");
        Programs programs = workshop.programs();
        programs.say(workshop.root(), "git", "init", "-q", "--bare", "-b", "main", repository.toString());
        Path stream = workshop.root().resolve("stream");
        try {
            write(stream);
            programs.say(
                    repository, "sh", "-c", "git fast-import --quiet --export-marks=marks <../stream && rm ../stream");
            programs.say(repository, "git", "repack", "-adfq", "--write-bitmap-index");
            List<String> ids = Files.readAllLines(repository.resolve("marks")).stream()
                    .map(mark -> mark.split(" ", 2))
                    .sorted((a, b) -> Integer.compare(number(a[0]), number(b[0])))
                    .map(mark -> mark[1])
                    .toList();
            return new Sample(repository, ids);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(String mark) {
        return Integer.parseInt(mark.substring(1));
    }

    /** The branch's commit: all that both servers have at first. */
    String tip() {
        return line.get(COMMITS - 1);
    }

    /** The commit before it, which a client has that fetches one. */
    String beforeTip() {
        return line.get(COMMITS - 2);
    }

    /** The commits that such a client tells at first, newest first, as git's does: it tells sixteen. */
    List<String> haves() {
        return line.subList(COMMITS - 1 - TOLD, COMMITS - 1).reversed();
    }

    /** One of the first, for repositories that shall be small. */
    String early(int number) {
        return line.get(number);
    }

    /** The commit of a push; each is the child of the one before. */
    String pushed(int number) {
        if (number >= PUSHES) {
            throw new BenchFailure("the rows of one run make more than " + PUSHES + " pushes");
        }
        return line.get(COMMITS + number);
    }

    private static void write(Path stream) throws IOException {
        SplittableRandom random = new SplittableRandom(7422);
        try (BufferedWriter out = Files.newBufferedWriter(stream, StandardCharsets.US_ASCII)) {
            for (int i = 1; i <= COMMITS + PUSHES; i++) {
                out.write("commit refs/heads/" + (i <= COMMITS ? "main" : "later") + "\nmark :" + i
                        + "\ncommitter cook <cook@localhost> " + (1_700_000_000L + i * 60L)
                        + " +0000\ndata 9\ncommit\n\n\n");
                if (i == COMMITS + 1) {
                    out.write("from :" + COMMITS + "\n");
                }
                file(out, "part" + i % 50 + "/file" + i + ".txt", i <= COMMITS ? LINES : 5, random);
                file(out, "notes/note" + i % 200 + ".txt", 8, random);
            }
        }
    }

    private static void file(BufferedWriter out, String name, int lines, SplittableRandom random) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            for (int part = 0; part < 4; part++) {
                text.append(Long.toHexString(random.nextLong()));
            }
            text.append('\n');
        }
        out.write("M 100644 inline " + name + "\ndata " + text.length() + "\n" + text + "\n");
    }
}

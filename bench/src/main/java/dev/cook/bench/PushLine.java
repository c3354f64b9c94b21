package dev.cook.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commits that follow each other on a branch, each with the pack that git's client would send for it. */
final class PushLine {
    /** Pushed commits change a file and add one, as those of {@link Sample} do. */
    private static final int FILES = 200;

    private final Workshop workshop;
    private final Path repository;
    private final String branch;
    private final String first;
    private String tip;
    private int made;

    private PushLine(Workshop workshop, Path repository, String branch, String first) {
        this.workshop = workshop;
        this.repository = repository;
        this.branch = branch;
        this.first = first;
        this.tip = first;
    }

    /** Begins one on the sample's tip with a first commit, which has to be pushed with a client that can make a branch. */
    static PushLine begin(Workshop workshop, Sample sample, String branch) {
        PushLine line = new PushLine(workshop, sample.repository(), branch, sample.tip());
        String first = line.commit(1).getFirst();
        return new PushLine(workshop, sample.repository(), branch, first);
    }

    String branch() {
        return branch;
    }

    /** The first commit: what the branch has to be at before the first push. */
    String first() {
        return first;
    }

    /** Makes the next commits and their packs. */
    List<ReplayedPush> next(int count) {
        String before = tip;
        List<String> commits = commit(count);
        tip = commits.getLast();
        Path pairs = repository.resolve("pairs");
        Path packs = repository.resolve("packs");
        List<ReplayedPush> pushes = new ArrayList<>();
        try {
            Files.createDirectories(packs);
            try (BufferedWriter out = Files.newBufferedWriter(pairs)) {
                String parent = before;
                for (String commit : commits) {
                    out.write(parent + " " + commit + "\n");
                    parent = commit;
                }
            }
            // What the client of git runs for each push.
            workshop.programs().say(repository, "sh", "-ec", """
                            while read -r old new; do
                                printf '%s\\n^%s\\n' "$new" "$old" |
                                    git pack-objects --revs --thin --stdout -q --delta-base-offset >packs/"$new"
                            done <pairs
                            """);
            String parent = before;
            for (String commit : commits) {
                byte[] pack = Files.readAllBytes(packs.resolve(commit));
                pushes.add(new ReplayedPush("refs/heads/" + branch, parent, commit, pack));
                parent = commit;
            }
            Workshop.delete(packs);
            return pushes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> commit(int count) {
        Path stream = repository.resolve("line");
        try (BufferedWriter out = Files.newBufferedWriter(stream)) {
            for (int i = 1; i <= count; i++, made++) {
                out.write("commit refs/heads/" + branch + "\nmark :" + i + "\ncommitter cook <cook@localhost> "
                        + (1_700_200_000L + made * 60L) + " +0000\ndata 5\npush\n");
                if (i == 1) {
                    out.write("from " + tip + "\n");
                }
                String text = branch + " " + made + "\n";
                out.write("M 100644 inline part" + made % 50 + "/" + branch + made + ".txt\ndata " + text.length()
                        + "\n" + text + "\nM 100644 inline notes/note" + made % FILES + ".txt\ndata " + text.length()
                        + "\n" + text + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        workshop.programs().say(repository, "sh", "-ec", "git fast-import --quiet --export-marks=line-marks <line");
        try {
            List<String> commits = new ArrayList<>();
            Files.readAllLines(repository.resolve("line-marks")).stream()
                    .map(mark -> mark.split(" ", 2))
                    .sorted((a, b) ->
                            Integer.compare(Integer.parseInt(a[0].substring(1)), Integer.parseInt(b[0].substring(1))))
                    .forEach(mark -> commits.add(mark[1]));
            return commits;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Oid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever lands of a branch has the files of a merge of both sides, and names everybody who had a part in it. */
class LandingStylesTest {
    private static final String OF_COOK = "Branch: x\nTask: agent, do it\nStarted-by: mona\n";
    private static final List<String> PATHS = List.of("a", "b", "dir/c", "dir/d", "e");

    private static final Set<String> WAYS = Set.of(
            "MergeCommit merged", "Squashed merged", "Rebased merged", "Rebased merged otherwise", "Rebased conflict");

    /** The rarest way comes about once in thirty; to miss it in so many is a fault. */
    private static final int MOST_CASES = 1000;

    @TempDir
    Path data;

    private GitFixture fixture;
    private CandidateBuilder candidates;
    private Path people;

    @BeforeEach
    void open() throws Exception {
        fixture = new GitFixture(data.resolve("server"));
        candidates = new CandidateBuilder(fixture.repos, Clock.fixed(GitFixture.NOON, ZoneOffset.UTC));
        people = data.resolve("people");
        git("", "init", "-q", "--bare", people.toString());
        Files.writeString(
                people.resolve("objects/info/alternates"), fixture.directory().resolve("objects") + "\n");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void whatLandsIsWhatAMergeGivesAndNamesEverybody() throws Exception {
        long seed = Long.getLong("cook.seed", System.nanoTime() % 1_000_000);
        int cases = Integer.getInteger("cook.cases", 60);
        System.out.println("LandingStylesTest: repeat with -Dcook.seed=" + seed);
        Random random = new Random(seed);
        Map<String, Integer> seen = new HashMap<>();
        // Chance may leave out a way that is rare; then it goes on until that came, too.
        for (int i = 0; i < cases || (i < MOST_CASES && !seen.keySet().containsAll(WAYS)); i++) {
            History history = new History(random);
            history.grow();
            Optional<ObjectId> merged = mergeOf(history.target, history.branch);
            for (LandingShape shape : List.of(
                    new LandingShape.MergeCommit("Merge branch 'x'\n\n" + OF_COOK),
                    new LandingShape.Squashed("Do it", OF_COOK),
                    new LandingShape.Rebased("Do it", OF_COOK))) {
                String what = "case %d of seed %d, %s: %s"
                        .formatted(i, seed, shape.getClass().getSimpleName(), history.story);
                Merge made = candidates.build(fixture.repo, history.target, history.branch, shape);
                seen.merge(shape.getClass().getSimpleName() + " " + kind(made), 1, Integer::sum);
                switch (made) {
                    case Merge.Conflict _ -> assertThat(merged).as(what).isEmpty();
                    case Merge.UpToDate _ -> {
                        if (merged.isPresent()) {
                            assertThat(merged.get()).as(what).isEqualTo(tree(history.target));
                        }
                    }
                    case Merge.Merged landed -> {
                        if (merged.isPresent()) {
                            assertThat(tree(landed.commit())).as(what).isEqualTo(merged.get());
                        }
                        judge(what, history, landed.commit());
                    }
                }
            }
        }
        assertThat(seen).as("every way was gone").containsKeys(WAYS.toArray(String[]::new));
    }

    private static String kind(Merge made) {
        return switch (made) {
            case Merge.Conflict _ -> "conflict";
            case Merge.UpToDate _ -> "nothing";
            case Merge.Merged merged -> merged.remark().isPresent() ? "merged otherwise" : "merged";
        };
    }

    private void judge(String what, History history, Oid landed) throws Exception {
        Set<String> before = new TreeSet<>();
        StringBuilder said = new StringBuilder();
        try (CookRepository repository = fixture.repos.open(fixture.repo);
                RevWalk walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(ObjectIds.objectId(history.branch)));
            walk.markUninteresting(walk.parseCommit(ObjectIds.objectId(history.target)));
            List<String> texts = new ArrayList<>();
            for (RevCommit commit : walk) {
                before.addAll(named(commit, Kind.OF_A_BRANCH));
                if (commit.getParentCount() == 1) {
                    texts.add("Because of "
                            + commit.getFullMessage().lines().findFirst().orElseThrow());
                }
            }
            walk.reset();
            walk.markStart(walk.parseCommit(ObjectIds.objectId(landed)));
            walk.markUninteresting(walk.parseCommit(ObjectIds.objectId(history.target)));
            Set<String> after = new TreeSet<>();
            for (RevCommit commit : walk) {
                said.append(commit.getFullMessage()).append('\n');
                boolean isOfTheBranch = reaches(history.branch, commit);
                after.addAll(named(commit, isOfTheBranch ? Kind.OF_A_BRANCH : Kind.OF_COOK));
            }
            assertThat(after).as(what).containsAll(before);
            if (walk.parseCommit(ObjectIds.objectId(landed)).getParentCount() != 1
                    || !said.toString().contains("* ")) {
                return;
            }
            for (String text : texts) {
                assertThat(said.toString()).as(what).contains(text);
            }
        }
    }

    private enum Kind {
        OF_A_BRANCH,
        OF_COOK
    }

    /** Everybody whom a commit names, as git reads it. */
    private Set<String> named(RevCommit commit, Kind kind) throws Exception {
        Set<String> named = new TreeSet<>(Set.of(commit.getAuthorIdent().getEmailAddress()));
        String trailers = git(commit.getFullMessage(), "interpret-trailers", "--parse", "--no-divider");
        if (kind == Kind.OF_COOK) {
            assertThat(trailers).as(commit.getFullMessage()).endsWith(OF_COOK);
        }
        for (String line : trailers.lines().toList()) {
            if (line.startsWith("Co-authored-by: ")) {
                named.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
            } else if (line.startsWith("Signed-off-by: ") || line.startsWith("Reviewed-by: ")) {
                named.add(line);
            }
        }
        named.remove(CommitIdentity.COOK.email());
        return named;
    }

    private boolean reaches(Oid branch, RevCommit commit) {
        return new Trees(fixture.repos).isAncestor(fixture.repo, ObjectIds.oid(commit), branch);
    }

    private ObjectId tree(Oid commit) throws IOException {
        try (CookRepository repository = fixture.repos.open(fixture.repo);
                RevWalk walk = new RevWalk(repository)) {
            return walk.parseCommit(ObjectIds.objectId(commit)).getTree();
        }
    }

    private Optional<ObjectId> mergeOf(Oid ours, Oid theirs) throws Exception {
        Ran ran = ran("", "-C", people.toString(), "merge-tree", "--write-tree", ours.hex(), theirs.hex());
        return ran.status() == 0 ? Optional.of(ObjectId.fromString(ran.output().strip())) : Optional.empty();
    }

    private static String git(String input, String... arguments) throws Exception {
        Ran ran = ran(input, arguments);
        assertThat(ran.status()).as(ran.output()).isZero();
        return ran.output();
    }

    private record Ran(int status, String output) {}

    private static Ran ran(String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.start();
        try (var to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    /** A target and a branch that went on beside one another. */
    private final class History {
        private final Random random;
        private final StringBuilder story = new StringBuilder();
        private final Map<Oid, Map<String, String>> files = new HashMap<>();
        private int numbers;
        private Oid target;
        private Oid branch;

        History(Random random) throws IOException {
            this.random = random;
            Map<String, String> first = new TreeMap<>();
            for (String path : PATHS) {
                first.put(path, text(path));
            }
            this.target = commit(first);
            this.branch = target;
        }

        private Map<String, String> of(Oid commit) {
            return files.getOrDefault(commit, Map.of());
        }

        private String text(String name) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                text.append(name).append(' ').append(i).append('\n');
            }
            return text.toString();
        }

        void grow() throws IOException {
            List<Oid> earlier = new ArrayList<>(List.of(branch));
            for (int i = random.nextInt(1, 7); i > 0; i--) {
                step(earlier);
                earlier.add(branch);
                if (random.nextInt(3) == 0) {
                    target = commit(changed(of(target), "t"), target);
                    story.append(" | target changes");
                }
            }
        }

        private void step(List<Oid> earlier) throws IOException {
            Map<String, String> now = of(branch);
            switch (random.nextInt(12)) {
                case 0 -> {
                    story.append(", empty");
                    branch = commit(now, branch);
                }
                case 1 -> {
                    story.append(", a revert");
                    branch = commit(of(earlier.get(random.nextInt(earlier.size()))), branch);
                }
                case 2 -> {
                    story.append(", a rename");
                    Map<String, String> moved = new TreeMap<>(now);
                    String from = List.copyOf(moved.keySet()).get(random.nextInt(moved.size()));
                    moved.put("moved" + numbers, now.getOrDefault(from, ""));
                    moved.remove(from);
                    branch = commit(moved, branch);
                }
                case 3 -> {
                    story.append(", merges the target its own way");
                    Map<String, String> both = new TreeMap<>(of(target));
                    both.putAll(now);
                    if (random.nextBoolean()) {
                        both.put("glue" + numbers, "glue\n");
                    }
                    branch = commit(both, branch, target);
                }
                case 4 -> {
                    story.append(", an added subtree");
                    Oid other = commit(Map.of("lib" + numbers, "lib\n"));
                    Map<String, String> both = new TreeMap<>(now);
                    both.put("vendor/lib" + numbers, "lib\n");
                    branch = commit(both, branch, other);
                }
                case 5 -> {
                    story.append(", an octopus");
                    Oid one = commit(with(now, "one" + numbers), branch);
                    Oid two = commit(with(now, "two" + numbers), branch);
                    Map<String, String> all = new TreeMap<>(of(one));
                    all.putAll(of(two));
                    branch = commit(all, branch, one, two);
                }
                case 6 -> {
                    story.append(", a side branch");
                    Oid side = commit(with(now, "side" + numbers), branch);
                    Oid own = commit(with(now, "own" + numbers), branch);
                    Map<String, String> all = new TreeMap<>(of(side));
                    all.putAll(of(own));
                    branch = commit(all, own, side);
                }
                case 7 -> {
                    story.append(", what the target has too");
                    Map<String, String> picked = with(now, "same" + numbers);
                    String path = List.copyOf(picked.keySet()).getLast();
                    target = commit(with(of(target), path), target);
                    branch = commit(with(now, path), branch);
                }
                default -> {
                    story.append(", a change");
                    branch = commit(changed(now, "b"), branch);
                }
            }
        }

        private Map<String, String> with(Map<String, String> now, String path) {
            Map<String, String> more = new TreeMap<>(now);
            more.put(path, path + "\n");
            return more;
        }

        private Map<String, String> changed(Map<String, String> now, String by) {
            Map<String, String> changed = new TreeMap<>(now);
            String path = List.copyOf(changed.keySet()).get(random.nextInt(changed.size()));
            // Half of the sides keep apart, so that most histories can be merged.
            int line = random.nextInt(4) == 0 ? 5 : by.equals("t") ? 0 : 11;
            changed.computeIfPresent(
                    path, (_, text) -> text.replace(" " + line + "\n", " " + line + by + numbers + "\n"));
            if (random.nextInt(3) == 0) {
                changed.put(by + "dir/new" + numbers, text("new" + numbers));
            }
            return changed;
        }

        private Oid commit(Map<String, String> now, Oid... parents) throws IOException {
            numbers++;
            try (Quarantine quarantine = fixture.repos.quarantine(fixture.repo);
                    ObjectInserter inserter = quarantine.repository().newObjectInserter()) {
                DirCache index = DirCache.newInCore();
                DirCacheBuilder entries = index.builder();
                for (Map.Entry<String, String> file : now.entrySet()) {
                    DirCacheEntry entry = new DirCacheEntry(file.getKey());
                    entry.setFileMode(FileMode.REGULAR_FILE);
                    entry.setObjectId(
                            inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8)));
                    entries.add(entry);
                }
                entries.finish();
                CommitBuilder commit = CommitIdentity.COOK.commit(
                        index.writeTree(inserter),
                        List.of(parents).stream().map(ObjectIds::objectId).toList(),
                        message(),
                        GitFixture.NOON);
                commit.setAuthor(new PersonIdent(
                        person(),
                        person().toLowerCase(java.util.Locale.ROOT) + "@example.org",
                        GitFixture.NOON,
                        ZoneOffset.UTC));
                Oid made = ObjectIds.oid(inserter.insert(commit));
                inserter.flush();
                quarantine.accept();
                files.put(made, now);
                return made;
            }
        }

        private String person() {
            return "Person" + random.nextInt(6);
        }

        private String message() {
            String title = "Change number " + numbers;
            StringBuilder message = new StringBuilder(title);
            if (random.nextBoolean()) {
                message.append("\n\nBecause of ").append(title).append("\n\n- one\n- two: three");
            } else {
                message.append("\n\nBecause of ").append(title);
            }
            if (random.nextBoolean()) {
                message.append("\n\n");
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    String name = person() + random.nextInt(3);
                    message.append(
                            switch (random.nextInt(5)) {
                                case 0 -> "Co-authored-by: " + name + " <" + name + "@example.org>\n";
                                case 1 -> "Reviewed-by: " + name + " <" + name + "@example.org>\n";
                                case 2 -> "Change-Id: I" + numbers + "\n  which goes on\n";
                                case 3 -> "Started-by: somebody else\n";
                                default -> "Signed-off-by: " + name + " <" + name + "@example.org>\n";
                            });
                }
            }
            return message.append(random.nextBoolean() ? "\n" : "").toString();
        }
    }
}

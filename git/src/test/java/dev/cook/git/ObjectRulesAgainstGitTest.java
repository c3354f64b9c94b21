package dev.cook.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.git.OddObjects.Odd;
import dev.cook.git.OddObjects.OddFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a push may bring is what git's own fsck lets pass, with the settings of an import. Each difference is one of
 * {@link #INTENDED}.
 */
class ObjectRulesAgainstGitTest {
    /** What Cook refuses and git's fsck does not, by Cook's words, each with the reason. */
    private static final Map<Predicate<String>, String> INTENDED = new LinkedHashMap<>(Map.of(
            saying("invalid mode"),
                    "no git can check out such an entry, and JGit cannot read it; git's badFilemode is a remark",
            saying("symbolic link, but must be a file|directory, but must be a file|submodule, but must be a file"),
                    "git would read another file than people see; its gitattributesSymlink is a remark",
            saying("badDate"), "before numbers, the git of these years also takes blanks and signs; newer ones do not",
            saying("^\\.gitmodules"),
                    "what a submodule may be is stricter here: control characters, '..', unreadable files"));

    @TempDir
    Path directory;

    private static Predicate<String> saying(String pattern) {
        return Pattern.compile(pattern).asPredicate();
    }

    @Test
    void everyOddObjectIsTakenOrRefusedAsGitDoes() throws Exception {
        assertThat(differences(OddObjects.table())).isEmpty();
    }

    @Test
    void whateverIsChangedInAnObjectIsTakenOrRefusedAsGitDoes() throws Exception {
        long seed = Long.getLong("cook.seed", System.nanoTime());
        assertThat(differences(OddObjects.generated(new Random(seed), Integer.getInteger("cook.objects", 1_500))))
                .as("again with -Dcook.seed=" + seed)
                .isEmpty();
    }

    @Test
    void whatOldToolsBrokeIsRefusedByGitWithoutTheSettingsOfAnImport() throws Exception {
        Map<ObjectId, String> refused = git(OddObjects.table(), List.of());
        for (String rule : HeaderRules.WAIVED) {
            assertThat(refused.values()).as(rule).anyMatch(why -> why.contains(rule));
        }
    }

    @Test
    void whatIsTakenCanBeRead() {
        for (Odd odd : OddObjects.table()) {
            if (odd.type() == Constants.OBJ_COMMIT && cook(odd).isEmpty()) {
                RevCommit commit = RevCommit.parse(odd.content());
                assertThat(People.author(commit).getWhenAsInstant())
                        .as(odd.name())
                        .isNotNull();
                assertThat(People.committer(commit).getEmailAddress())
                        .as(odd.name())
                        .isNotNull();
                assertThat(People.author(commit).toExternalString())
                        .as(odd.name())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void filesThatGitReadsByItselfAreTakenOrRefusedAsGitDoes() throws Exception {
        List<Odd> objects = new ArrayList<>();
        OddObjects.files().forEach(file -> objects.addAll(List.of(file.blob(), file.tree())));
        Map<ObjectId, String> git = git(objects, HeaderRules.WAIVED);
        Map<String, String> differences = new TreeMap<>();
        for (OddFile file : OddObjects.files()) {
            compare(file.blob(), cook(file), git, differences);
        }
        assertThat(differences).isEmpty();
    }

    private static Optional<String> cook(OddFile file) throws IOException {
        try (InMemoryRepository memory = new InMemoryRepository(new DfsRepositoryDescription("files"));
                ObjectInserter inserter = memory.newObjectInserter();
                ObjectReader reader = inserter.newReader()) {
            ObjectId blob = inserter.insert(Constants.OBJ_BLOB, file.blob().content());
            if (file.name().equals(".gitmodules")) {
                SubmoduleRules.check(reader, blob);
            } else {
                AttributeRules.check(reader, blob);
            }
            return Optional.empty();
        } catch (CorruptObjectException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void compare(
            Odd odd, Optional<String> refusal, Map<ObjectId, String> git, Map<String, String> differences) {
        Optional<String> ofGit = Optional.ofNullable(git.get(odd.id()));
        boolean intended = refusal.filter(why -> INTENDED.keySet().stream().anyMatch(kind -> kind.test(why)))
                .isPresent();
        if (refusal.isPresent() != ofGit.isPresent() && !intended) {
            differences.put(
                    odd.name() + " = '" + odd.latin() + "'",
                    "Cook: " + refusal.orElse("takes it") + "; git: " + ofGit.orElse("takes it"));
        }
    }

    private Map<String, String> differences(List<Odd> objects) throws Exception {
        Map<ObjectId, String> git = git(objects, HeaderRules.WAIVED);
        Map<String, String> differences = new TreeMap<>();
        for (Odd odd : objects) {
            compare(odd, cook(odd), git, differences);
        }
        return differences;
    }

    private static Optional<String> cook(Odd odd) {
        try {
            new ObjectRules(() -> Long.MAX_VALUE).check(odd.id(), odd.type(), odd.content());
            return Optional.empty();
        } catch (CorruptObjectException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What git's fsck complains of, by object. */
    private Map<ObjectId, String> git(List<Odd> objects, List<String> waived) throws Exception {
        Path repository = Files.createTempDirectory(directory, "odd");
        run(repository, List.of("init", "-q", "--bare"));
        write(repository, new Odd("", Constants.OBJ_TREE, new byte[0]));
        write(repository, new Odd("", Constants.OBJ_BLOB, new byte[0]));
        write(repository, OddObjects.ELSEWHERE);
        for (Odd odd : objects) {
            write(repository, odd);
        }
        List<String> fsck = new ArrayList<>();
        waived.forEach(rule -> fsck.addAll(List.of("-c", "fsck." + rule + "=warn")));
        fsck.addAll(List.of("fsck", "--strict", "--no-dangling", "--no-progress"));
        String said = run(repository, fsck);
        assertThat(said).doesNotContain("fatal:");
        Map<ObjectId, String> refused = new LinkedHashMap<>();
        Matcher error = Pattern.compile("^error(?!.*broken links).*?\\b([0-9a-f]{40})\\b.*$", Pattern.MULTILINE)
                .matcher(said);
        while (error.find()) {
            refused.merge(ObjectId.fromString(error.group(1)), error.group(), (one, other) -> one + "; " + other);
        }
        return refused;
    }

    private static void write(Path repository, Odd odd) throws IOException {
        String id = odd.id().name();
        Path file = repository.resolve("objects/" + id.substring(0, 2) + "/" + id.substring(2));
        Files.createDirectories(file.getParent());
        try (DeflaterOutputStream out = new DeflaterOutputStream(Files.newOutputStream(file))) {
            out.write((Constants.typeString(odd.type()) + " " + odd.content().length + "\0").getBytes(UTF_8));
            out.write(odd.content());
        }
    }

    private static String run(Path in, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        process.waitFor();
        return output;
    }
}

package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that save and restore, in work trees in every state that an agent may leave one in. */
class AutosaveScriptTest {
    private static final String REF = "refs/cook/autosave/7";

    @TempDir
    private Path temp;

    @BeforeEach
    void makeAnEnvironment() throws Exception {
        Path bin = Files.createDirectory(temp.resolve("bin"));
        for (String script : Scripts.IN_ENVIRONMENT) {
            Path file = Files.writeString(bin.resolve(script), Scripts.text(script));
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Path spec = Files.createDirectory(temp.resolve("spec"));
        Files.writeString(spec.resolve("repo"), temp.resolve("repo.git") + "\n");
        Files.writeString(spec.resolve("branch"), "fix");
        Files.writeString(spec.resolve("autosave"), REF);
        Files.writeString(spec.resolve("git-name"), "Agent");
        Files.writeString(spec.resolve("git-email"), "agent@example.org");
        Files.writeString(spec.resolve("tips"), "");
        sh("mkdir -p cook/home cook/work cook/run && git init -q --bare repo.git");
        work("git init -q -b fix . && git config user.name A && git config user.email a@b"
                + " && echo one >file && echo two >other && mkdir dir && echo three >dir/file && git add -A"
                + " && git commit -qm First && git push -q ../../repo.git HEAD:refs/heads/fix"
                + " && git config remote.origin.url ../../repo.git"
                + " && git config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*' && git fetch -q");
    }

    @Test
    void onlyWhatChangedIsSentAgain() throws Exception {
        work("echo new >new");
        String first = save();
        assertThat(save()).as("nothing changed").isEqualTo(first);
        work("echo newer >new");
        assertThat(save()).isNotEqualTo(first);
        String second = save();
        work("git commit -q --allow-empty -m Empty");
        assertThat(save()).as("HEAD alone changed").isNotEqualTo(second);
    }

    @Test
    void filesOfEveryKindAreSavedAsTheyLieThere() throws Exception {
        work(
                "rm other && rm -r dir && ln -s file dir && echo x >'two words' && echo x >-dash && printf 'cr\r\n' >crlf.txt"
                        + " && echo '*.txt text eol=lf' >.gitattributes && echo '*.log' >.gitignore && echo x >out.log"
                        + " && printf x >'line\nbreak' && mkdir nested && git -C nested init -q && echo x >nested/inside");
        save();
        assertThat(saved())
                .containsExactly("-dash", ".gitattributes", ".gitignore", "crlf.txt", "dir", "file", "two words");
        assertThat(repo("git cat-file -s " + REF + ":crlf.txt").strip()).isEqualTo("4");
    }

    @Test
    void aFileThatIsTooBigIsLeftOutAndNamed() throws Exception {
        work("head -c 17000000 /dev/zero >huge && echo small >small");
        save();
        assertThat(saved()).contains("small").doesNotContain("huge");
        assertThat(repo("git log -1 --format=%B " + REF)).contains("Left out, as too big or too many:", "huge");
    }

    @Test
    void aTrackedFileThatGrewTooBigIsSavedAsItWasCommitted() throws Exception {
        work("head -c 17000000 /dev/zero >file && echo small >small");
        save();
        assertThat(repo("git show " + REF + ":file")).isEqualTo("one\n");
    }

    @Test
    void theAgentsRepositoryIsNotTouchedAndItsFiltersDoNotRun() throws Exception {
        work("echo '* filter=trap' >.gitattributes && git config filter.trap.clean 'touch ../trapped; cat'"
                + " && git config core.hooksPath ../hooks && git config core.fsmonitor ../trap && echo x >new"
                + " && touch file");
        String before = work("find .git -type f | sort | xargs sha1sum");
        save();
        assertThat(work("find .git -type f | sort | xargs sha1sum")).isEqualTo(before);
        assertThat(saved()).contains("new");
        assertThat(temp.resolve("cook/trapped")).doesNotExist();
    }

    @Test
    void aRebaseThatStoppedIsSavedWithItsConflict() throws Exception {
        work("git checkout -q -b side && echo theirs >file && git commit -qam Theirs && git checkout -q fix"
                + " && echo ours >file && git commit -qam Ours && ! git rebase -q side 2>/dev/null");
        save();
        assertThat(repo("git show " + REF + ":file")).contains("<<<<<<<", "ours", "theirs");
        assertThat(repo("git log -1 --format=%s " + REF + "^")).isEqualTo("Theirs\n");
    }

    @Test
    void anUnbornHeadIsSavedOnTopOfTheBranch() throws Exception {
        work("git checkout -q --orphan other && echo x >new");
        save();
        assertThat(saved()).contains("new", "file");
        assertThat(repo("git log -1 --format=%s " + REF + "^")).isEqualTo("First\n");
    }

    @Test
    void aBrokenIndexAndALockInTheWayCostNothing() throws Exception {
        work("echo x >new && echo junk >.git/index && : >.git/index.lock");
        save();
        assertThat(saved()).containsExactly("dir/file", "file", "new", "other");
    }

    @Test
    void whatTheAgentRemembersIsSavedWithoutItsKeys() throws Exception {
        sh("cd cook/home && mkdir -p .claude/projects/x .codex/sessions .local/share/opencode .ssh .gemini/history/.git"
                + " && echo talk >.claude/projects/x/talk.jsonl && echo key >.claude/.credentials.json"
                + " && echo key >.codex/auth.json && echo talk >.codex/sessions/talk && echo key >.gemini/oauth_creds.json"
                + " && echo x >.gemini/history/.git/HEAD && echo talk >.local/share/opencode/db && echo key >.ssh/id");
        save();
        assertThat(repo("git ls-tree -r --name-only " + REF + "^2").lines())
                .containsExactly(".claude/projects/x/talk.jsonl", ".codex/sessions/talk", ".local/share/opencode/db");
    }

    @Test
    void aRestoredCloneHasCommitsChangesAndMemoryAsTheyWere() throws Exception {
        work("echo mine >mine && git add mine && git commit -qm Mine && echo more >>file && rm other && echo x >new");
        sh("mkdir -p cook/home/.claude && echo talk >cook/home/.claude/talk");
        save();
        restoreIntoAFreshClone();
        assertThat(work("git log --format=%s")).isEqualTo("Mine\nFirst\n");
        assertThat(work("git status --porcelain")).isEqualTo(" M file\n D other\n?? new\n");
        assertThat(Files.readString(temp.resolve("cook/home/.claude/talk"))).isEqualTo("talk\n");
    }

    @Test
    void changesGoOnTopOfABranchThatWentOnWhereTheyFit() throws Exception {
        work("echo x >new && echo more >>file");
        save();
        elsewhere("echo y >theirs && git add theirs && git commit -qm Theirs");
        restoreIntoAFreshClone();
        assertThat(work("git log --format=%s")).isEqualTo("Theirs\nFirst\n");
        assertThat(work("git status --porcelain")).isEqualTo(" M file\n?? new\n");
    }

    @Test
    void changesThatDoNotFitAreRestoredWhereTheyWereMade() throws Exception {
        work("echo ours >file && echo x >new");
        save();
        elsewhere("echo theirs >file && git commit -qam Theirs");
        restoreIntoAFreshClone();
        assertThat(work("git log --format=%s")).isEqualTo("First\n");
        assertThat(work("git status --porcelain --branch"))
                .isEqualTo("## fix...origin/fix [behind 1]\n M file\n?? new\n");
        assertThat(Files.readString(temp.resolve("cook/work/file"))).isEqualTo("ours\n");
    }

    @Test
    void whatToolsFilledCostsNeitherWorkNorNewFilesTheirPlace() throws Exception {
        work("echo changed >file && mkdir -p src/new node_modules/x generated && echo x >src/new/Source.java"
                + " && seq 1 20500 | sed 's|^|node_modules/x/|' | xargs touch"
                + " && head -c 9000000 /dev/urandom >generated/1 && cp generated/1 generated/2"
                + " && for n in 3 4 5 6 7 8 9; do cp generated/1 generated/$n; done && git init -q nested");
        save();
        assertThat(repo("git show " + REF + ":file")).isEqualTo("changed\n");
        assertThat(saved()).contains("src/new/Source.java", "generated/1").hasSizeLessThanOrEqualTo(20_003);
        assertThat(repo("git log -1 --format=%B " + REF))
                .contains("Left out")
                .containsPattern("node_modules/ \\([0-9]+ files\\)")
                .containsPattern("generated/ \\([0-9]+ files\\)")
                .contains("nested/ (a repository of its own)");
    }

    @Test
    void everyCommitThatNothingPushedHoldsIsSavedAndNamed() throws Exception {
        work("echo precious >>file && git stash -q && echo second >>file && git stash -q -m Second"
                + " && git checkout -q -b side && git commit -q --allow-empty -m Aside && git checkout -q fix"
                + " && git worktree add -q --detach ../elsewhere && git -C ../elsewhere commit -q --allow-empty -m Elsewhere"
                + " && git commit -q --allow-empty -m Early && git commit -q --amend --allow-empty -m Late");
        save();
        String list = repo("git log -1 --format=%b " + other()).strip();
        assertThat(list.lines().map(line -> line.replaceFirst("^[0-9a-f]{40} ", "")))
                .containsExactlyInAnyOrder(
                        "stash stash@{0}: On fix: Second",
                        list.lines()
                                .filter(line -> line.contains("stash@{1}"))
                                .findFirst()
                                .orElse("no second stash")
                                .replaceFirst("^[0-9a-f]{40} ", ""),
                        "branch side: Aside",
                        "worktree elsewhere: Elsewhere",
                        "left behind: Early");
        for (String line : list.lines().toList()) {
            repo("git cat-file -e " + line.substring(0, 40));
        }
        assertThat(repo("git show " + list.substring(list.indexOf("stash@{1}") - 47, list.indexOf("stash@{1}") - 7)
                        + ":file"))
                .isEqualTo("one\nprecious\n");
        String first = save();
        assertThat(save()).as("nothing changed").isEqualTo(first);
    }

    @Test
    void aFreshCloneHasStashesAndBranchesAgainAndTheNextSaveHasThemToo() throws Exception {
        work(
                "echo precious >>file && git stash -q -m Kept && git checkout -q -b side && git commit -q --allow-empty -m Aside"
                        + " && git checkout -q fix && git commit -q --allow-empty -m Early"
                        + " && git commit -q --amend --allow-empty -m Late");
        save();
        restoreIntoAFreshClone();
        assertThat(work("git stash list")).contains("Kept");
        assertThat(work("git log -1 --format=%s side")).isEqualTo("Aside\n");
        assertThat(work("git log --format=%s")).isEqualTo("Late\nFirst\n");
        save();
        assertThat(repo("git log -1 --format=%b " + other()))
                .contains("Kept", "branch side: Aside", "left behind: Early");
    }

    /** The commit that holds what HEAD does not reach. */
    private String other() throws Exception {
        return repo("git rev-parse " + REF + "^@")
                .lines()
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** Answers the commit. */
    private String save() throws Exception {
        assertThat(script("autosave once")).as(said()).isZero();
        return repo("git rev-parse " + REF);
    }

    private String said() throws IOException {
        Path said = temp.resolve("cook/run/autosave/said");
        return Files.exists(said) ? Files.readString(said) : "";
    }

    private List<String> saved() throws Exception {
        return repo("git ls-tree -r --name-only " + REF).lines().toList();
    }

    private void elsewhere(String change) throws Exception {
        sh(
                "git clone -q -b fix repo.git elsewhere && cd elsewhere && git config user.name B && git config user.email b@b && "
                        + change + " && git push -q");
    }

    /** As the bootstrap leaves it. */
    private void restoreIntoAFreshClone() throws Exception {
        sh("rm -rf cook/work cook/home cook/run && mkdir cook/work cook/home cook/run");
        work("git init -q . && git config remote.origin.url ../../repo.git"
                + " && git config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*' && git fetch -q"
                + " && git checkout -q -B fix --track origin/fix && git fetch -q origin +" + REF
                + ":refs/cook/autosave");
        assertThat(script("restore")).isZero();
    }

    private int script(String command) throws Exception {
        return process("\"$COOK_BIN\"/" + command).waitFor();
    }

    private String work(String script) throws Exception {
        return sh("cd cook/work && " + script);
    }

    private String repo(String script) throws Exception {
        return sh("cd repo.git && " + script);
    }

    private String sh(String script) throws Exception {
        Process process = process(script);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(script + "\n" + out).isZero();
        return out;
    }

    private Process process(String script) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", script).directory(temp.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("HOME", temp.resolve("cook/home").toString());
        builder.environment().put("COOK_HOME", temp.resolve("cook").toString());
        builder.environment().put("COOK_BIN", temp.resolve("bin").toString());
        builder.environment().put("COOK_SPEC", temp.resolve("spec").toString());
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        return builder.start();
    }
}

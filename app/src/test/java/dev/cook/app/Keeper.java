package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/**
 * A scripted agent that pushes nothing before it is killed, and tells what it finds when it goes on; and a person who
 * watches it.
 */
record Keeper(Person ada, Path work, String agent) {
    static final String REPO = "keep";

    /** Saves often enough for a test. */
    static final String OFTEN = "\n[limits]\nautosave = \"1s\"\n";

    /** What it finds, it commits as {@code found} and pushes. */
    static final String SCRIPT = """
            #!/bin/sh
            set -u
            saves=$(cat "$COOK_SPEC/autosave")
            if grep -q 'This is a new environment' "$1"; then
                {
                    echo "started with: ${2-nothing}"
                    sed -n '1p' "$1"
                    echo "last commit: $(git log -1 --format=%s)"
                    echo "not pushed: $(git rev-list --count origin/fix..HEAD)"
                    git status --porcelain
                    echo "untracked: $(cat untracked)"
                    echo "remembers: $(cat "$HOME/.claude/projects/talk" 2>&1)"
                    echo "key: $(cat "$HOME/.claude/.credentials.json" 2>/dev/null || echo none)"
                    echo "ignored: $(cat notes.log 2>/dev/null || echo none)"
                } >"$HOME/found"
                git add -A && cp "$HOME/found" found && git add found && git commit -q -m 'Tell what was found' &&
                    git push -q origin HEAD:refs/heads/fix && cook done
                exit
            fi
            mkdir -p "$HOME/.claude/projects"
            echo 'we were at step 3' >"$HOME/.claude/projects/talk"
            echo hush >"$HOME/.claude/.credentials.json"
            echo mine >committed
            git add committed && git commit -q -m 'Never pushed'
            echo two >>file
            echo '*.log' >.gitignore
            echo lost >notes.log
            echo new >untracked
            echo staged >staged
            git add staged
            git push -q origin HEAD:refs/cook/autosave/999 2>refusal
            before=$(sha1sum .git/index .git/HEAD .git/refs/heads/fix)
            until git fetch -q origin "$saves" 2>/dev/null && git cat-file -e FETCH_HEAD:refusal 2>/dev/null; do
                sleep 0.2
            done
            [ "$before" = "$(sha1sum .git/index .git/HEAD .git/refs/heads/fix)" ] && echo untouched >verdict || echo touched >verdict
            sleep infinity
            """;

    /** Starts it on the branch {@code fix} of a new repository. */
    static Keeper start(Person ada, String agent) throws Exception {
        Path work = ada.repository(REPO);
        ada.git(work, "remote", "add", "cook", ada.url(REPO)).ok();
        ada.git(work, "push", "-q", "cook", "main").ok();
        ada.git(work, "push", "-q", "cook", "HEAD:refs/heads/fix", "-o", "agent=" + agent, "-o", "prompt=go on and on")
                .ok();
        return new Keeper(ada, work, agent);
    }

    /** Waits until everything that it did is saved; FETCH_HEAD is the save then. */
    void awaitSaved() {
        ada.until(() ->
                ada.git(work, "fetch", "-q", "cook", "refs/cook/autosave/1").status() == 0
                        && ada.git(work, "cat-file", "-e", "FETCH_HEAD:verdict").status() == 0);
    }

    /** Waits until it has told what it found in its new environment. */
    String awaitFound() {
        ada.until(() -> ada.git(work, "fetch", "-q", "cook", "refs/heads/fix").status() == 0
                && ada.git(work, "cat-file", "-e", "FETCH_HEAD:found").status() == 0);
        try {
            return ada.git(work, "show", "FETCH_HEAD:found").ok().out();
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That it went on where it was. */
    static void nothingIsLost(String found) {
        assertThat(found.lines())
                .contains(
                        "last commit: Never pushed",
                        "not pushed: 1",
                        " M file",
                        "?? .gitignore",
                        "?? staged",
                        "?? untracked",
                        "untracked: new",
                        "remembers: we were at step 3",
                        "key: none",
                        "ignored: none");
    }
}

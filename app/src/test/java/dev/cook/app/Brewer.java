package dev.cook.app;

import java.io.IOException;
import java.nio.file.Path;

/** An agent that brews cold tea, and hot tea for two once somebody asks for it. */
final class Brewer {
    static final String COLD = "def brew(water):\n    return cold(water)\n    # the end\n";

    /** What it does depends on its prompt alone, which is at the top of its log. */
    static final String AGENT = """
            #!/bin/sh
            cat "$1"
            if grep -q 'use hot water' "$1"; then
                printf 'import tea\\n\\ndef brew(water):\\n    return hot(water, cups=2)\\n    # the end\\n' >brew.py
            else
                printf 'def brew(water):\\n    return cold(water)\\n    # the end\\n' >brew.py
            fi
            git add brew.py && git commit -qm Brew && git push -q origin HEAD && cook done
            """;

    private Brewer() {}

    /** A repository with a file that is not brewed yet. */
    static Path repository(Person person, String name) throws IOException, InterruptedException {
        Path work = person.repository(name);
        person.commit(work, "brew.py", "def brew(water):\n    pass\n    # the end\n");
        person.git(work, "push", "-q", person.url(name), "main").ok();
        return work;
    }

    /** Starts it on a new branch and waits until its first push is done. */
    static void start(Person person, Path work, String branch) throws IOException, InterruptedException {
        person.git(work, "checkout", "-q", "-B", branch, "main").ok();
        person.git(
                        work,
                        "push",
                        "-q",
                        person.url(work.getFileName().toString()),
                        "HEAD:refs/heads/" + branch,
                        "-o",
                        "agent=brewer",
                        "-o",
                        "prompt=brew",
                        "-o",
                        "land=ask")
                .ok();
        person.until(() -> person.ssh("branch", "show", branch).ok().out().contains("brewer finished its work"));
    }

    /** The session of its branch. */
    static String session(Person person, String branch) throws IOException, InterruptedException {
        return person.ssh("branch", "show", branch).ok().out().replaceAll("(?s).*session    (\\d+): brewer.*", "$1");
    }
}

package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A branch whose objects were lost stops no other branch of its repository. */
class DamagedRefTest {
    private TestSite site;
    private ServerProcess server;
    private Person ada;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.open();
        server = ServerProcess.start(site);
        ada = server.admin();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        site.close();
    }

    @Test
    void pushesOfOtherBranchesGoOnAndTheLogNamesTheDamagedOne() throws Exception {
        Path work = ada.repository("thing");
        ada.git(work, "push", "-q", ada.url("thing"), "main").ok();
        Set<Path> before = objects();
        ada.git(work, "checkout", "-q", "-b", "lost").ok();
        ada.commit(work, "lost", "soon\n");
        ada.git(work, "push", "-q", ada.url("thing"), "lost").ok();
        Set<Path> gone = objects();
        gone.removeAll(before);
        assertThat(gone).isNotEmpty();
        // What a server has read it does not read again.
        server.kill();
        for (Path file : gone) {
            Files.delete(file);
        }
        server.startAgain();

        ada.git(work, "checkout", "-q", "-b", "other", "main").ok();
        ada.commit(work, "other", "one\n");
        ada.git(work, "push", "-q", ada.url("thing"), "other").ok();
        ada.commit(work, "other", "two\n");
        ada.git(work, "push", "-q", ada.url("thing"), "other", "other:main").ok();
        assertThat(server.log()).contains("has refs whose commit cannot be read: refs/heads/lost (");

        ada.git(work, "push", "-q", ada.url("thing"), ":lost").ok();
        assertThat(ada.git(work, "ls-remote", ada.url("thing")).ok().out())
                .contains("refs/heads/other")
                .doesNotContain("refs/heads/lost");
    }

    private Set<Path> objects() throws IOException {
        try (Stream<Path> files = Files.walk(site.data().resolve("repos"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/objects/"))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }
}

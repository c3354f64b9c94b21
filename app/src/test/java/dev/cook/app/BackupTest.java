package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operations.md says of files and backups, tried: a server that is made of nothing but that is the one that was. */
class BackupTest {
    private static final Pattern NAME = Pattern.compile("`([a-z_.]+)/?[^`]*`");

    private static String section(String title) throws IOException {
        String document = Files.readString(Demo.root().resolve("docs/operations.md"));
        String from = document.substring(document.indexOf("\n## " + title + "\n") + 1);
        return from.substring(0, from.indexOf("\n## "));
    }

    /** The files that lie in the data directory, as the first column of the table has them. */
    private static Set<String> inTable() throws IOException {
        return section("Files")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> NAME.matcher(line.split("\\|")[1]).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> toCopy() throws IOException {
        String step = section("Back up")
                .lines()
                .filter(line -> line.startsWith("2. Copy "))
                .findFirst()
                .orElseThrow();
        List<String> names = new ArrayList<>(List.of("postgres"));
        Matcher matcher = NAME.matcher(step);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Set<String> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void aServerThatIsRestoredAsDocumentedIsTheOneThatWas() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/git-lfs")), "git-lfs is needed: apt-get install git-lfs");
        try (TestSite site = TestSite.open()) {
            ServerProcess server = ServerProcess.start(site);
            try {
                Person ada = server.admin();
                Path work = LargeFiles.repository(ada, "thing");
                byte[] content = LargeFiles.noise(1, 100_000);
                LargeFiles.commit(ada, work, "a.bin", content);
                ada.git(work, "remote", "add", "cook", ada.url("thing")).ok();
                ada.git(work, "push", "-q", "cook", "main").ok();
                Path key = Files.writeString(
                        site.directory().resolve("cook.pem"),
                        ada.ssh("key", "server").ok().out());
                ada.commit(work, "file", "two\n");
                ada.git(work, "push", "-q", "cook", "HEAD:refs/heads/fix", "-o", "land=auto", "-o", "wait")
                        .ok();
                String tip = ada.remoteTip("thing", "refs/heads/main");
                ada.until(() -> !ada.remoteTip("thing", "refs/notes/cook/gates").isEmpty());
                Set<String> written = in(site.data());
                server.close();

                assertThat(inTable()).as("operations.md, Files").containsAll(written);
                restore(site.data());
                server.startAgain();

                assertThat(ada.remoteTip("thing", "refs/heads/main"))
                        .as("with the host key that the client knows")
                        .isEqualTo(tip);
                assertThat(ada.ssh("key", "server").ok().out()).isEqualTo(Files.readString(key));
                Path clone = site.directory().resolve("clone");
                ada.git(site.directory(), "clone", "-q", ada.url("thing"), clone.toString())
                        .ok();
                assertThat(clone.resolve("a.bin")).hasBinaryContent(content);
                ada.git(clone, "fetch", "-q", "origin", "refs/notes/cook/gates:refs/notes/cook/gates")
                        .ok();
                assertThat(Main.run("verify", "--key", key.toString(), "-C", clone.toString(), tip))
                        .isZero();
                assertThat(ada.ssh("branch", "show", "thing", "fix").ok().out()).contains("state      landed");
            } finally {
                server.close();
            }
        }
    }

    /** Puts what is documented into a new place, with the rights that it has. */
    private static void restore(Path data) throws IOException, InterruptedException {
        Path backup = data.resolveSibling("backup");
        Files.move(data, backup);
        Ended.of(new ProcessBuilder("mkdir", "-m", "755", data.toString())).ok();
        for (String name : toCopy()) {
            Ended.of(new ProcessBuilder("cp", "-a", backup.resolve(name).toString(), data.toString()))
                    .ok();
        }
        assertThat(in(data)).hasSizeGreaterThan(5);
    }
}

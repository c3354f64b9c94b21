package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing that is secret of the server gets into a sandbox, however hard an agent looks, nor out by its log and events. */
class CanaryTest {
    /** Takes whatever it can read, shows it, and pushes it. */
    private static final String THIEF = """
            #!/bin/sh
            {
                env
                for file in /proc/[0-9]*/environ /proc/[0-9]*/cmdline; do tr '\\0' '\\n' <"$file"; done
                cat /proc/net/unix /proc/mounts
                ls -laR / --ignore=proc --ignore=sys --ignore=usr --ignore='lib*' --ignore=opt
                find / \\( -path /proc -o -path /sys -o -path /dev -o -path /usr -o -path '/lib*' -o -path /opt -o -name loot \\) -prune \\
                    -o -type f -readable -size -400k -exec cat {} +
            } </dev/null >loot 2>/dev/null
            head -c 3000000 loot | tr -cd '\\11\\12\\40-\\176'
            git add loot && git commit -q -m Loot && git push -q origin HEAD
            echo it has all
            read -r line
            """;

    @Test
    void noSecretOfTheServerIsFoundWhereAnAgentOrAReaderLooks() throws Exception {
        try (TestSite site = TestSite.open()) {
            site.agent("thief", THIEF);
            site.agent("other", "#!/bin/sh\nexit 0\n");
            site.settings("other", "secrets = [\"OTHER_TOKEN\"]\n");
            Map<String, String> variables =
                    Map.of("COOK_CANARY", "canary-of-the-process-3f9a", "OTHER_TOKEN", "canary-of-another-agent-77c1");
            try (ServerProcess server = ServerProcess.start(site, "", List.of(), variables)) {
                Person ada = server.admin();
                Path work = ada.repository("thing");
                ada.git(work, "push", "-q", ada.url("thing"), "main").ok();
                ada.git(work, "push", ada.url("thing"), "HEAD:refs/heads/fix", "-o", "agent=thief", "-o", "prompt=take")
                        .ok();
                ada.until(() -> tail(ada.ssh("session", "log", "1").ok().out()), log -> log.contains("it has all"));

                Map<String, String> places = new TreeMap<>();
                places.put("processes", processes(site));
                places.put("files", files(site.data().resolve("environments")));
                ada.git(work, "fetch", "-q", ada.url("thing"), "refs/heads/fix").ok();
                places.put("loot", ada.git(work, "show", "FETCH_HEAD:loot").ok().out());
                places.put(
                        "log of the session",
                        ada.ssh("session", "log", "1").ok().out());
                ada.ssh("session", "say", "1", "--type", "go").ok();
                ada.until(() -> events(ada).contains("turn 1 finished"));
                ada.ssh("branch", "abandon", "fix").ok();
                ada.until(() -> events(ada).contains("fossil 1"));
                ada.git(work, "fetch", "-q", ada.url("thing"), "refs/fossils/1/fix:refs/fossils/1/fix")
                        .ok();
                places.put(
                        "fossils",
                        ada.git(work, "log", "-p", "-a", "--all").ok().out());
                places.put(
                        "story of the fossil",
                        ada.ssh("fossil", "show", "1").ok().out());
                places.put(
                        "export",
                        ada.ssh("session", "export", "1", "--format", "jsonl")
                                .ok()
                                .out());
                places.put("events", events(ada));
                places.put("log of the server", server.log());

                assertThat(places.get("processes")).contains("COOK_ENVIRONMENT=");
                assertThat(places.get("loot")).contains("root:x:0:0", "COOK_SPEC=", "BEGIN OPENSSH PRIVATE KEY");
                assertThat(places.get("fossils")).contains("COOK_SPEC=");
                secrets(site, variables)
                        .forEach((what, secret) -> places.forEach((place, text) ->
                                assertThat(text).as("%s in %s", what, place).doesNotContain(secret)));
            }
        }
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 500));
    }

    private static String events(Person ada) throws Exception {
        return ada.ssh("event", "tail", "--repo", "thing", "--limit", "1000")
                .ok()
                .out();
    }

    private static Map<String, String> secrets(TestSite site, Map<String, String> variables) throws IOException {
        Map<String, String> secrets = new TreeMap<>(variables);
        secrets.put(
                "password of the database",
                Files.readString(site.data().resolve("postgres/password")).strip());
        // The line in the middle: the first ones are the same in every key.
        List<String> key = Files.readAllLines(site.data().resolve("host_key"));
        secrets.put("the server's key", key.get(key.size() / 2 + 1));
        assertThat(secrets.values()).allMatch(secret -> secret.length() >= 12);
        return secrets;
    }

    /** The variables and command lines of all that runs in sandboxes, and of what guards them. */
    private static String processes(TestSite site) {
        StringBuilder text = new StringBuilder();
        for (ProcessHandle process : site.running("")) {
            for (String file : List.of("environ", "cmdline")) {
                text.append(read(Path.of("/proc", Long.toString(process.pid()), file)))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String files(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .forEach(file -> text.append(read(file)));
        }
        return text.toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (java.nio.file.NoSuchFileException e) {
            // It ended while it was looked for.
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

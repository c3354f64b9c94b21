package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What makes environments does not answer for a while: whoever waits reads why, and it goes on by itself. */
class UnreachableEnvironmentTest {
    private static final String PLUGIN = """
            #!/bin/sh
            read -r request
            case $request in
                *'"verb":"launch"'*) echo '{"ok": false, "error": "no more machines in ams"}' ;;
                *'"verb":"state"'*) echo '{"ok": true, "phase": "missing"}' ;;
                *'"verb":"list"'*) echo '{"ok": true, "ids": []}' ;;
                *) echo '{"ok": true}' ;;
            esac
            """;

    @Test
    void aSessionWaitsWithTheReasonUntilItsBackendAnswers() throws Exception {
        Path program = Files.createTempDirectory("cook-plugin").resolve("plugin");
        String cloud = """

                [environments.cloud]
                backend = "plugin"
                program = "%s"
                """.formatted(program);
        try (TestServer cook = TestServer.start(Map.of(), cloud)) {
            Person ada = cook.admin();
            Path work = ada.repository("thing");
            ada.git(work, "push", "-q", ada.url("thing"), "main").ok();
            ada.git(
                            work,
                            "push",
                            "-q",
                            ada.url("thing"),
                            "HEAD:refs/heads/fix",
                            "-o",
                            "agent=demo",
                            "-o",
                            "prompt=mend it",
                            "-o",
                            "env=cloud")
                    .ok();
            String reason = "the plugin does not answer: the server has no program " + program;
            String told = "the server failed to look after its environment: " + reason;

            ada.until(() -> ada.ssh("branch", "show", "thing", "fix").out().contains(told + ";"));

            String shown = ada.ssh("branch", "show", "thing", "fix").ok().out();
            assertThat(shown)
                    .contains("error      " + told + ". Cook retries automatically")
                    .contains("  " + told + "; Cook retries automatically");
            assertThat(shown.lines().filter(line -> line.contains(told + ";")))
                    .as("told once, however often it fails")
                    .hasSize(1);
            assertThat(ada.ssh("session", "show", "1").ok().out()).contains("for its environment: " + reason);
            assertThat(ada.ssh("queue", "explain", "thing", "fix").ok().out()).contains(told);
            assertThat(page(cook, ada)).contains(told.replace("'", "&#39;"));

            Files.writeString(program, PLUGIN);
            assertThat(program.toFile().setExecutable(true)).isTrue();

            ada.until(() -> ada.ssh("branch", "show", "thing", "fix").out().contains("no more machines in ams"));
            assertThat(ada.ssh("branch", "show", "thing", "fix").ok().out()).doesNotContain("error      ");
        }
    }

    private static String page(TestServer cook, Person ada) throws Exception {
        String token = ada.ssh("token", "create", "--label", "test", "--scope", "read", "--expires", "1h")
                .ok()
                .said();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(cook.server().httpUrl() + "/thing/branches/fix"))
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}

package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A secret in the name of a file, of a stash and of a branch: no list, event or story shows it. */
class SecretNamesTest {
    private static final String SECRET = "canary-of-the-agent-5d0e";

    private static final String AGENT = """
            #!/bin/sh
            echo x >"file-$AGENT_KEY" && git add -A && git commit -q -m Work && git push -q origin HEAD:refs/heads/fix
            git branch "side-$AGENT_KEY" && git checkout -q "side-$AGENT_KEY" && git commit -q --allow-empty -m Aside
            git checkout -q fix && echo y >"file-$AGENT_KEY" && git stash -q -m "kept $(printf 'user:%s' "$AGENT_KEY" | base64)"
            echo z >"left-$AGENT_KEY"
            cook ask "may I use $AGENT_KEY?"
            """;

    @Test
    void noListNamesWhatIsSecret() throws Exception {
        try (TestServer cook = TestServer.start(
                Map.of("teller", AGENT),
                Map.of("teller", "secrets = [\"AGENT_KEY\"]\n"),
                Map.of("AGENT_KEY", SECRET))) {
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
                            "agent=teller",
                            "-o",
                            "prompt=tell")
                    .ok();
            ada.until(() -> events(ada).contains("turn 1 finished"));
            String shown = ada.ssh("session", "show", "1").ok().out();
            String json = ada.ssh("session", "show", "1", "--json").ok().out();
            String events = events(ada);
            ada.ssh("branch", "abandon", "thing", "fix").ok();
            ada.git(work, "fetch", "-q", ada.url("thing"), "refs/fossils/1/fix").ok();
            String fossil = ada.git(work, "show", "FETCH_HEAD:fossil.json").ok().out();

            assertThat(shown)
                    .contains("left-[secret AGENT_KEY]", "branch side-[secret AGENT_KEY]")
                    .containsPattern("kept \\S{0,8}\\[secret AGENT_KEY]");
            assertThat(events).contains("branch side-[secret AGENT_KEY]");
            String encoded = Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes(StandardCharsets.UTF_8));
            for (String text : new String[] {shown, json, events, fossil}) {
                assertThat(text).doesNotContain(SECRET, encoded.substring(8, 28));
            }
        }
    }

    private static String events(Person ada) throws Exception {
        return ada.ssh("event", "tail", "--repo", "thing", "--limit", "1000")
                .ok()
                .out();
    }
}

package dev.cook.config;

import static dev.cook.config.Refusals.assertRefused;
import static dev.cook.config.Refusals.repo;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateDocumentTest {
    private static RepoConfig with(String document) {
        return repo("attempts = 5").with(document, "gates.py");
    }

    @Test
    void aDocumentSaysWhatTheTablesSay() {
        RepoConfig config = with("""
                {
                  "gates": [
                    {"name": "build", "command": "make\\nmake \\"a\\" \\\\ 'b' \\u00e9", "retries": 2, "env": null},
                    {"name": "ok", "kind": "approval", "count": 2, "by": ["cooks"], "owners": true, "needs": ["build"],
                     "when": {"branches": ["agent/**"]}}
                  ],
                  "queue": {"depth": 4, "landing": "squash", "lanes": {"docs": ["docs/**"], "ants": ["ants/**"]}},
                  "groups": {"cooks": ["ben"]},
                  "owners": {"db/**": ["cooks"], "a.b": ["ann"]}
                }
                """);
        assertThat(config).usingRecursiveComparison().ignoringFields("source").isEqualTo(repo("""
                        attempts = 5
                        [[gates]]
                        name = "build"
                        command = "make\\nmake \\"a\\" \\\\ 'b' é"
                        retries = 2
                        [[gates]]
                        name = "ok"
                        kind = "approval"
                        count = 2
                        by = ["cooks"]
                        owners = true
                        needs = ["build"]
                        when = { branches = ["agent/**"] }
                        [queue]
                        depth = 4
                        landing = "squash"
                        [queue.lanes]
                        docs = ["docs/**"]
                        ants = ["ants/**"]
                        [groups]
                        cooks = ["ben"]
                        [owners]
                        "db/**" = ["cooks"]
                        "a.b" = ["ann"]
                        """));
        assertThat(with("{}")).isEqualTo(repo("attempts = 5"));
    }

    @Test
    void whatIsWrongIsToldByGateAndKey() {
        assertRefused(
                () -> with("""
                        {"gates": [
                          {"name": "a", "command": "x", "retries": "3", "comand": "?"},
                          {"kind": "approvl", "name": "b"},
                          {"command": "x"},
                          {"name": "c", "command": "x", "needs": ["d"]}
                        ], "gats": []}
                        """),
                "gates.py: there is no key 'gats'; did you mean 'gates'?",
                "gates.py: [gates.a] has no key 'comand'; did you mean 'command'?",
                "gates.py: [gates.a] retries: expected a number without quotes, found '3'",
                "gates.py: [gates.b] kind: expected \"command\" or \"transform\" or \"agent\" or \"agent_review\" or"
                        + " \"approval\" or \"deploy\" or \"soak\" or \"external\", found 'approvl'; did you mean"
                        + " \"approval\"?",
                "gates.py: [gates.3] name is missing",
                "gates.py: [gates.c] needs: there is no gate 'd'");
    }

    @Test
    void whatIsNoDocumentIsRefused() {
        assertRefused(() -> with(" \n"), "gates.py: printed nothing; a gate file must print one JSON document");
        assertRefused(
                () -> with("[]"), "gates.py: the output is not a JSON object, such as {\"gates\": [{\"name\": …}]}");
        assertThat(refusal("hello"))
                .startsWith("gates.py: the output is not one JSON document: ")
                .contains("line 1");
        assertThat(refusal("{} {}")).startsWith("gates.py: the output is not one JSON document: ");
        assertThat(refusal("{\"gates\": [], \"gates\": []}")).contains("Duplicate");
        assertThat(refusal("{\"gates\":" + "[".repeat(100_000))).hasSizeLessThan(500);
    }

    private static String refusal(String document) {
        try {
            return "accepted: " + with(document);
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void gatesStandInOnePlace() {
        assertRefused(
                () -> repo("[[gates]]\nname = 'a'\ncommand = 'x'\n").with("{}", "gates.ts"),
                "cook.toml: has [[gates]], and so has gates.ts; keep them in one of the two files");
        assertRefused(
                () -> repo("[queue]\nbatch = 2\n").with("{\"queue\": {\"depth\": 2}}", "gates.ts"),
                "cook.toml: has [queue], and so has gates.ts; keep them in one of the two files");
        assertThat(repo("[queue]\nbatch = 2\n[groups]\na = ['ann']\n")
                        .with("{\"gates\": [{\"name\": \"a\", \"kind\": \"external\"}]}", "gates.ts"))
                .satisfies(config -> {
                    assertThat(config.queue().batch()).isEqualTo(2);
                    assertThat(config.people().groups()).isEqualTo(Map.of("a", List.of("ann")));
                    assertThat(config.gates()).hasSize(1);
                });
    }

    @Test
    void whateverADocumentHoldsOnlyAConfigExceptionIsThrown() {
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"gates\"",
            "\"name\"",
            "\"a\"",
            "null",
            "1",
            "-1e999",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "true",
            "\"queue\"",
            "\"lanes\"",
            "\"when\"",
            "\"\"",
            "1e5",
            "\"a.b\\n]\"",
            "99999999999999999999"
        };
        long start = System.nanoTime();
        for (long seed = start; seed < start + 3000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder("{\"gates\":[{\"name\":\"a\",");
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? ":" : "");
            }
            String document = text + "}]}";
            assertThat(refusal(document)).as("seed %d: %s", seed, document).isNotEmpty();
            Object value = pieces[random.nextInt(pieces.length)];
            String whole = "{" + pieces[6 + random.nextInt(2)] + ":" + value + ",\"owners\":{"
                    + pieces[random.nextInt(8) + 12] + ":" + value + "}}";
            assertThat(refusal(whole)).as("seed %d: %s", seed, whole).isNotEmpty();
        }
    }
}

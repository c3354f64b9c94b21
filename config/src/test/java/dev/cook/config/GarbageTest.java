package dev.cook.config;

import static org.assertj.core.api.Assertions.fail;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GarbageTest {
    private static final int ROUNDS = 400;

    private static final String[] PIECES = {
        "[[gates]]\n",
        "[gates]\n",
        "[agents.claude]\n",
        "[agents.x]\n",
        "[ssh]\n",
        "[environments.local]\n",
        "[queue]\n",
        "[queue.lanes]\n",
        "[groups]\n",
        "[owners]\n",
        "kind",
        "needs",
        "when",
        "owners",
        "\"approval\"",
        "\"**/x\"",
        "name",
        "command",
        "attempts",
        "timeout",
        "listen",
        "url",
        "paths",
        "variables",
        " = ",
        "\"10m\"",
        "'a'",
        "3",
        "-9223372036854775808",
        "1e9",
        "nan",
        "true",
        "[",
        "]",
        "{",
        "}",
        ",",
        ".",
        "\n",
        "\"",
        "'''",
        "\\u0000",
        "\u0000",
        "\ud800",
        "\u202e",
        "1979-05-27",
        "#",
        "{prompt}",
        "\"{promt}\"",
        "\"-1GiB\"",
        "\"999999999999GiB\"",
        "\"999999999h\"",
        "é"
    };

    @Test
    void whateverTheTextOnlyAConfigExceptionIsThrown() {
        long start = System.nanoTime();
        for (long seed = start; seed < start + ROUNDS; seed++) {
            String text = text(new Random(seed));
            check(seed, () -> RepoConfig.parse(text, "cook.toml"));
            check(seed, () -> CookConfig.parse(text, "server.toml", Map.of(), Refusals.DATA));
        }
    }

    @Test
    void whateverAnExampleIsTurnedIntoOnlyAConfigExceptionIsThrown() {
        long start = System.nanoTime();
        for (long seed = start; seed < start + ROUNDS; seed++) {
            Random random = new Random(seed);
            String repo = damaged(ConfigReference.REPO_EXAMPLE, random);
            String server = damaged(ConfigReference.SERVER_EXAMPLE, random);
            check(seed, () -> RepoConfig.parse(repo, "cook.toml"));
            check(seed, () -> CookConfig.parse(server, "server.toml", Map.of(), Refusals.DATA));
        }
    }

    @Test
    void whateverASettingHoldsOnlyAConfigExceptionIsThrown() {
        for (String table : ServerSettings.TABLE.tables()) {
            String actual = table.replace("NAME", "claude");
            for (Setting<?> setting : ServerSettings.TABLE.in(table)) {
                for (String piece : PIECES) {
                    String text = "[" + actual + "]\n" + setting.key() + " = " + piece;
                    check(0, () -> CookConfig.parse(text, "server.toml", Map.of(), Refusals.DATA));
                    setting.variable(actual).ifPresent(variable -> {
                        Map<String, String> environment = Map.of(variable, piece.replace("\"", ""));
                        check(0, () -> CookConfig.defaults(environment, Refusals.DATA));
                    });
                }
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(damaged.length());
            String piece = PIECES[random.nextInt(PIECES.length)];
            damaged.replace(at, Math.min(damaged.length(), at + random.nextInt(6)), piece);
        }
        return damaged.toString();
    }

    private static void check(long seed, Runnable read) {
        try {
            read.run();
        } catch (ConfigException expected) {
            if (expected.problems().isEmpty()) {
                fail("seed " + seed + ": refused without a reason", expected);
            }
        } catch (RuntimeException | StackOverflowError e) {
            fail("seed " + seed, e);
        }
    }
}

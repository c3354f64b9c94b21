package dev.cook.config;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Reads configurations the way most tests want them. */
final class Refusals {
    static final Path DATA = Path.of("/srv/cook");

    private Refusals() {}

    static CookConfig server(String text) {
        return CookConfig.parse(text, "server.toml", Map.of(), DATA);
    }

    static CookConfig environment(Map<String, String> environment) {
        return CookConfig.defaults(environment, DATA);
    }

    static RepoConfig repo(String text) {
        return RepoConfig.parse(text, "cook.toml");
    }

    static void assertRefused(ThrowingCallable read, String... problems) {
        assertThatExceptionOfType(ConfigException.class).isThrownBy(read).withMessage(String.join("\n", problems));
    }
}

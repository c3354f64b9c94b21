package dev.cook.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "README.md, README.md, true",
        "README.md, docs/README.md, false",
        "readme.md, README.md, false",
        "*.md, README.md, true",
        "*.md, docs/README.md, false",
        "*.md, .md, true",
        "*, a, true",
        "*, a/b, false",
        "a*b*c, abc, true",
        "a*b*c, a-b-b-c, true",
        "a*b*c, a-b-c-, false",
        "?.md, a.md, true",
        "?.md, é.md, true",
        "?.md, 🍳.md, true",
        "?.md, .md, false",
        "a?b, a/b, false",
        "docs/**, docs/a, true",
        "docs/**, docs/a/b/c, true",
        "docs/**, docs, false",
        "docs/**, docsa/b, false",
        "docs/*, docs/a/b, false",
        "**, a, true",
        "**, a/b/c, true",
        "**/*.md, README.md, true",
        "**/*.md, docs/deep/README.md, true",
        "**/*.md, docs/README.txt, false",
        "a/**/b, a/b, true",
        "a/**/b, a/x/y/b, true",
        "a/**/b, a/x/y/b/c, false",
        "a/**/b/**/c, a/b/x/b/y/c, true",
        "a/**/b/**/c, a/x/c, false",
        "**/test/**, test/a, true",
        "**/test/**, a/test/b/c, true",
        "**/test/**, a/test, false",
        "**/**/a, a, true"
    })
    void aPatternMeansWholePathsFromTheRoot(String pattern, String path, boolean matches) {
        assertThat(new PathPattern(pattern).matches(path)).isEqualTo(matches);
    }

    @Test
    void oneOfSeveralPatternsIsEnough() {
        List<PathPattern> patterns = List.of(new PathPattern("*.md"), new PathPattern("docs/**"));
        assertThat(PathPattern.any(patterns, "docs/a.txt")).isTrue();
        assertThat(PathPattern.any(patterns, "src/a.txt")).isFalse();
        assertThat(PathPattern.any(List.of(), "a")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/docs | '/docs' begins with a slash; every pattern begins at the root: write 'docs'",
                "docs/ | 'docs/' names a directory; for what is in it write 'docs/**'",
                "!docs | '!docs' cannot exclude files; list the files to include",
                "a//b | 'a//b': paths have no part '', so nothing would match",
                "a/../b | 'a/../b': paths have no part '..', so nothing would match",
                "**.md | '**.md': ** stands alone between slashes, such as **/*.md or docs/**; within a name write *",
                "*.{a,b} | '*.{a,b}': '{' has no meaning here; only *, ? and ** have one. For the letter itself write '?'"
            })
    void aPatternThatMeansNothingSaysWhatToWrite(String pattern, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PathPattern(pattern))
                .withMessage(message);
    }

    @Test
    void noPatternTakesLong() {
        PathPattern names = new PathPattern("*a".repeat(100) + "b");
        PathPattern parts = new PathPattern("**/a/".repeat(50) + "b");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(names.matches("a".repeat(4000))).isFalse();
            assertThat(parts.matches("a/".repeat(2000) + "c")).isFalse();
        });
    }
}

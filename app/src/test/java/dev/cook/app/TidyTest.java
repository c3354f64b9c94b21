package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The habits that no compiler checks. */
class TidyTest {
    /** What one reads in one sitting. */
    private static final int LONGEST_FILE = 500;

    private static final Pattern LEFT_OPEN = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
    private static final Pattern SLEEP = Pattern.compile("\\b(Thread|TimeUnit\\.\\w+)\\.sl" + "eep\\(");
    private static final Pattern WALL_CLOCK = Pattern.compile("\\b(Instant|LocalDateTime)\\.now\\(\\)");
    private static final Pattern WALK = Pattern.compile("new (RevWalk|DepthWalk)\\(");
    private static final Pattern COOK_LIMIT = Pattern.compile("`COOK_LIMITS_(\\w+)`");
    private static final Pattern NAMED_LIMIT = Pattern.compile("\"[^\"]*\\blimits\\.([a-z_]+)\\b[^\"(]*[\")]");
    private static final Pattern TRAILING_BLANK = Pattern.compile("[ \\t]$");
    private static final Pattern OWN_MACHINE = Pattern.compile("(?<![\\w}./-])/(work|root|home/\\w+)/");
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "^public (?:(?:abstract|sealed|non-sealed|final|static) )*(?:class|record|interface|enum|@interface) .*");

    /** Wait for other processes, which nothing can be woken by; kills a server at a moment that chance chooses. */
    private static final Set<Path> MAY_SLEEP = Set.of(
            Path.of("store/src/main/java/dev/cook/store/embedded/Waiting.java"),
            Path.of("store/src/main/java/dev/cook/store/ServerLock.java"),
            Path.of("app/src/test/java/dev/cook/app/CrashTest.java"));

    /** A file of the source tree. */
    private record Source(Path path, List<String> lines) {
        boolean isJava() {
            return path.toString().endsWith(".java");
        }

        boolean isMain() {
            return path.toString().contains("src/main/");
        }

        Path folder() {
            return path.resolve("..").normalize();
        }
    }

    private static final List<Source> SOURCES = read();

    private static List<Source> read() {
        Path root = Demo.root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .filter(TidyTest::isOurs)
                    .map(path -> new Source(path, lines(root.resolve(path))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOurs(Path path) {
        String name = path.toString();
        boolean built = Stream.of("target", ".git", "node_modules")
                .anyMatch(part -> Stream.of(name.split("/")).anyMatch(part::equals));
        return !built
                && !name.endsWith(".min.js")
                && Stream.of(".java", ".md", ".sql", ".jte", ".css", ".js", ".toml", ".sh", ".xml")
                        .anyMatch(name::endsWith);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Places of lines that match, as file:line. */
    private static List<String> find(Predicate<Source> where, Pattern what) {
        List<String> found = new ArrayList<>();
        for (Source source : SOURCES) {
            for (int i = 0; where.test(source) && i < source.lines().size(); i++) {
                if (what.matcher(source.lines().get(i)).find()) {
                    found.add(source.path() + ":" + (i + 1));
                }
            }
        }
        return found;
    }

    @Test
    void theSourcesAreFound() {
        assertThat(SOURCES.stream().filter(source -> source.isJava() && source.isMain()))
                .hasSizeGreaterThan(100);
    }

    @Test
    void noFileIsLong() {
        assertThat(SOURCES.stream()
                        .filter(source -> source.isMain()
                                && source.isJava()
                                && source.lines().size() > LONGEST_FILE)
                        .map(Source::path))
                .isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(find(Source::isJava, LEFT_OPEN)).isEmpty();
    }

    @Test
    void nobodySleepsWhereSomethingCouldWakeThem() {
        assertThat(find(source -> source.isJava() && !MAY_SLEEP.contains(source.path()), SLEEP))
                .isEmpty();
    }

    @Test
    void timeComesFromAClock() {
        assertThat(find(
                        source -> source.isJava()
                                && source.isMain()
                                && !source.path().startsWith("app")
                                && !source.path().startsWith("bench"),
                        WALL_CLOCK))
                .isEmpty();
    }

    @Test
    void walksThroughHistoryKeepNoMessages() {
        assertThat(find(
                        source -> source.isJava()
                                && source.isMain()
                                && !source.path().endsWith("Walks.java"),
                        WALK))
                .isEmpty();
    }

    /** A message that names a limit names one that can be set. */
    @Test
    void everyLimitThatIsNamedExists() {
        Set<String> documented = SOURCES.stream()
                .filter(source -> source.path().equals(Path.of("docs/configuration.md")))
                .flatMap(source -> source.lines().stream())
                .flatMap(line -> COOK_LIMIT.matcher(line).results())
                .map(match -> match.group(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertThat(documented).contains("gate_runs");
        assertThat(SOURCES.stream()
                        .filter(source -> source.isJava() && source.isMain())
                        .flatMap(source -> source.lines().stream())
                        .flatMap(line -> NAMED_LIMIT.matcher(line).results())
                        .map(match -> match.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(documented).contains(name));
    }

    @Test
    void noLineEndsInBlanks() {
        assertThat(find(source -> true, TRAILING_BLANK)).isEmpty();
    }

    @Test
    void nothingNamesTheMachineItWasWrittenOn() {
        assertThat(find(
                        source -> !source.path().getFileName().toString().equals("TidyTest.java")
                                && (source.isMain() || source.path().toString().endsWith(".md")),
                        OWN_MACHINE))
                .isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        List<Path> marked = SOURCES.stream()
                .filter(source -> source.path().endsWith("package-info.java")
                        && source.lines().contains("@NullMarked"))
                .map(Source::folder)
                .toList();
        assertThat(SOURCES.stream()
                        .filter(source -> source.isJava() && source.isMain())
                        .map(Source::folder)
                        .distinct())
                .allSatisfy(folder -> assertThat(marked).contains(folder));
    }

    @Test
    void everyPublicTypeSaysWhatItIs() {
        List<String> silent = new ArrayList<>();
        for (Source source : SOURCES) {
            for (int i = 0;
                    source.isJava() && source.isMain() && i < source.lines().size();
                    i++) {
                if (PUBLIC_TYPE.matcher(source.lines().get(i)).matches()
                        && source.lines().subList(0, i).stream().noneMatch(line -> line.startsWith("/**"))) {
                    silent.add(source.path() + ":" + (i + 1));
                }
            }
        }
        assertThat(silent).isEmpty();
    }
}

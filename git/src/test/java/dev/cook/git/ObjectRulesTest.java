package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What old tools wrote is taken; what git itself would not read is refused, with the rule. */
class ObjectRulesTest {
    private static final String TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private static Optional<String> problem(int type, byte[] content) {
        try {
            new ObjectRules(() -> Long.MAX_VALUE).check(ObjectId.zeroId(), type, content);
            return Optional.empty();
        } catch (CorruptObjectException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] commit(String author) {
        return ("tree " + TREE + "\nauthor " + author + "\ncommitter " + author + "\n\nold\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "Ann <ann@example.org> 1112911993 +0200, ''",
        "Ann <ann@example.org> 1112911993 --700, ''",
        "Ann <ann@example.org> 1112911993 +051800, ''",
        "Ann <ann@example.org>1112911993 +0200, ''",
        "Ann <ann@example.org> now +0200, date",
        "Ann 1112911993 +0200, address",
    })
    void commitsOfOldToolsAreTaken(String author, String rule) {
        Optional<String> problem = problem(Constants.OBJ_COMMIT, commit(author));
        if (rule.isEmpty()) {
            assertThat(problem).isEmpty();
        } else {
            assertThat(problem).hasValueSatisfying(why -> assertThat(why).contains(rule));
        }
    }

    @ParameterizedTest
    @CsvSource({"040000, ''", "40000, ''", "0100644, ''", "100644, ''", "100644x, mode"})
    void treesWithPaddedModesAreTaken(String mode, String rule) throws IOException {
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        tree.write((mode + " name\0").getBytes(StandardCharsets.UTF_8));
        tree.write(new byte[19]);
        tree.write(1);
        Optional<String> problem = problem(Constants.OBJ_TREE, tree.toByteArray());
        if (rule.isEmpty()) {
            assertThat(problem).isEmpty();
        } else {
            assertThat(problem).isPresent();
        }
    }
}

package dev.cook.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void aKnownReasonIsToldWithoutWhereItWas() {
        Problem full = Problem.failed(
                new UncheckedIOException(
                        new FileSystemException("/srv/cook/repos/1.git/x", null, "No space left on device")),
                "0123");
        assertThat(full.status()).isEqualTo(500);
        assertThat(full.text())
                .startsWith("Request failed. The disk of the server refused: No space left on device. Nothing")
                .contains("the reference 0123 from its log")
                .doesNotContain("/srv/cook");
        assertThat(Problem.failed(new UncheckedIOException(new AccessDeniedException("/srv/cook/repos")), "0")
                        .text())
                .contains("The server may not read or write a file in its data directory.");
    }

    @Test
    void whatOnlyTheLogCanTellIsAnInternalError() {
        assertThat(Problem.failed(new IllegalStateException("row 7 of table branch"), "0123")
                        .text())
                .startsWith("Internal error. Cook failed to answer this request. ")
                .doesNotContain("branch");
    }
}

package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.GateVerdict;
import dev.cook.sshd.VerdictCommand.Read;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictCommandTest {
    @Test
    void aVerdictHasACommentAndAPlaceInWhateverOrder() {
        assertThat(VerdictCommand.parse(List.of("verdict", "pass")))
                .isEqualTo(new Read.Good(true, "", Optional.empty()));
        assertThat(VerdictCommand.parse(
                        List.of("verdict", "fail", "--line", "7", "it is", "--file", "a/b c", "wrong --here")))
                .isEqualTo(new Read.Good(
                        false, "it is wrong --here", Optional.of(new GateVerdict.FileLine("a/b c", Optional.of(7)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "maybe",
                "PASS",
                "fail no --file",
                "fail no --line 3",
                "fail no --file a --line 0",
                "fail no --file a --line -1",
                "fail no --file a --line 99999999999",
                "fail no --file /etc/passwd",
                "fail no --file ../a",
                "fail no --file a/../../b",
                "fail no --file a\u001Bb"
            })
    void whatIsNoVerdictIsExplained(String words) {
        List<String> line = ("verdict " + words)
                .strip().lines().findFirst().stream()
                        .flatMap(text -> List.of(text.split(" ")).stream())
                        .toList();

        assertThat(VerdictCommand.parse(line)).isInstanceOf(Read.Bad.class);
    }
}

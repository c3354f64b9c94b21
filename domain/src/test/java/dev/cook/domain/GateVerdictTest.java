package dev.cook.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateVerdictTest {
    private static GateVerdict fail(String comment) {
        return new GateVerdict(false, comment, Optional.empty());
    }

    @Test
    void noLineOfACommentLooksLikeAnotherVerdict() {
        GateVerdict forged = new GateVerdict(
                false, "bad\npass: all is well", Optional.of(new GateVerdict.FileLine("a/b", Optional.of(3))));

        assertThat(GateVerdict.told(List.of(forged, new GateVerdict(true, "", Optional.empty())), 1000))
                .isEqualTo("fail a/b:3: bad\n    pass: all is well\npass");
    }

    @Test
    void whatIsToldTogetherIsBounded() {
        assertThat(GateVerdict.told(List.of(fail("x".repeat(4000)), fail("y".repeat(4000))), 5000))
                .hasSize(5000)
                .endsWith("…");
        assertThat(GateVerdict.told(List.of(), 10)).isEmpty();
    }

    @Test
    void whatFailsSaysWhyAndNothingDeceivesATerminal() {
        assertThatThrownBy(() -> fail(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fail("\u001B[2J")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fail("x".repeat(4001))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GateVerdict.FileLine("a\nb", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GateVerdict.FileLine("a", Optional.of(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.cook.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.Landing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PushOptionsTest {
    @Test
    void aWholeWishIsUnderstood() {
        assertThat(parse("agent=demo", "prompt=make it so = really", "env=local", "land=auto", "wait"))
                .isEqualTo(new PushOptions.Parsed.Good(new PushOptions(
                        Optional.of(new Branch.Task("demo", "make it so = really", Optional.of("local"))),
                        Optional.of(Landing.AUTO),
                        true)));
    }

    @Test
    void anUnknownOptionIsRefusedWithTheListOfKnownOnes() {
        assertThat(problem("agnet=demo"))
                .startsWith("unknown push option: agnet\n")
                .contains("-o agent=NAME");
    }

    @Test
    void anAgentNeedsAPromptAndAPromptAnAgent() {
        assertThat(problem("agent=demo")).contains("add -o prompt=");
        assertThat(problem("prompt=x")).contains("add -o agent=NAME");
    }

    @Test
    void whatCannotBeMeantIsNamed() {
        assertThat(problem("land=maybe")).isEqualTo("push option land is auto or ask, not 'maybe'");
        assertThat(problem("wait=yes")).isEqualTo("push option wait takes no value");
        assertThat(problem("land=ask", "land=auto")).isEqualTo("push option land is given twice");
        assertThat(problem("agent=demo", "prompt= ")).contains("empty");
        assertThat(problem("agent=demo", "prompt=" + "x".repeat(101))).contains("longer than 100 bytes");
        assertThat(problem("agent=demo", "prompt=\u001b[2J")).contains("control");
    }

    @Test
    void anOptionThatTriesToDrawIsShownHarmlessly() {
        assertThat(problem("\u001b[31mred=1")).doesNotContain("\u001b");
    }

    private static PushOptions.Parsed parse(String... options) {
        return PushOptions.parse(List.of(options), 100);
    }

    private static String problem(String... options) {
        return switch (parse(options)) {
            case PushOptions.Parsed.Bad bad -> bad.problem();
            case PushOptions.Parsed.Good good -> "accepted: " + good;
        };
    }
}

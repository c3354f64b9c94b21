package dev.cook.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Landing;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PushOptionsTest {
    @Test
    void aWholeWishIsUnderstood() {
        assertThat(parse("agent=demo", "prompt=make it so = really", "env=local", "land=auto", "wait"))
                .isEqualTo(new PushOptions.Parsed.Good(new PushOptions(
                        Optional.of(new Branch.Task("demo", "make it so = really", Optional.of("local"))),
                        Allowance.UNLIMITED,
                        Optional.of(Landing.AUTO),
                        Optional.empty(),
                        List.of(),
                        false,
                        true)));
    }

    @Test
    void aTargetAndSeveralNeedsAreUnderstood() {
        PushOptions.Parsed parsed =
                parse("target=staging", "depends-on=team/lib/fix", "depends-on=app/fix", "land=ask");
        assertThat(parsed)
                .isEqualTo(new PushOptions.Parsed.Good(new PushOptions(
                        Optional.empty(),
                        Allowance.UNLIMITED,
                        Optional.of(Landing.ASK),
                        Optional.of(new BranchName("staging")),
                        List.of("team/lib/fix", "app/fix"),
                        false,
                        false)));
        assertThat(problem("depends-on=lib")).contains("-o depends-on=REPO/BRANCH");
        assertThat(problem("target=a..b")).contains("the name of a branch");
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
    void promptsInAnyScriptAreTakenAndWhatDeceivesIsNamed() {
        for (String text : List.of("می\u200cخواهم", "क्\u200dष", "\uD83D\uDC69\u200D\uD83D\uDCBB go", "one\r\ntwo")) {
            assertThat(parse("agent=demo", "prompt=" + text)).as(text).isInstanceOf(PushOptions.Parsed.Good.class);
        }
        assertThat(problem("agent=demo", "prompt=pay \u202Eeve"))
                .contains("the prompt holds U+202E RIGHT-TO-LEFT OVERRIDE, character 5")
                .contains("remove that character");
        assertThat(problem("agent=demo", "prompt=a\u001b[2Jb")).contains("U+001B ESCAPE, character 2");
    }

    @Test
    void whatCannotBeMeantIsNamed() {
        assertThat(problem("land=maybe")).isEqualTo("push option land must be auto or ask, not 'maybe'");
        assertThat(problem("wait=yes")).isEqualTo("push option wait takes no value");
        assertThat(problem("land=ask", "land=auto")).isEqualTo("push option land is given twice");
        assertThat(problem("agent=demo", "prompt= ")).contains("empty");
        assertThat(problem("agent=demo", "prompt=" + "x".repeat(101))).contains("longer than 100 bytes");
        assertThat(problem("agent=demo", "prompt=\u001b[2J")).contains("U+001B ESCAPE, character 1");
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

    @Test
    void whatAnAgentMayUseIsMoneyAndTimeWithTheirUnits() {
        assertThat(PushOptions.parse(List.of("agent=demo", "prompt=x", "budget=0.50usd", "max-time=30m"), 1000))
                .isInstanceOfSatisfying(PushOptions.Parsed.Good.class, good -> assertThat(
                                good.options().allowance())
                        .isEqualTo(new Allowance(
                                Optional.of(new BigDecimal("0.50")), Optional.of(Duration.ofMinutes(30)))));
        for (String bad :
                List.of("budget=5", "budget=0usd", "budget=5eur", "max-time=30", "max-time=0m", "max-time=1d")) {
            assertThat(PushOptions.parse(List.of("agent=demo", "prompt=x", bad), 1000))
                    .as(bad)
                    .isInstanceOf(PushOptions.Parsed.Bad.class);
        }
        assertThat(PushOptions.parse(List.of("budget=5usd"), 1000))
                .isInstanceOfSatisfying(PushOptions.Parsed.Bad.class, bad -> assertThat(bad.problem())
                        .contains("add -o agent=NAME"));
    }
}

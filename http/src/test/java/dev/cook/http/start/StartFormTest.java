package dev.cook.http.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.BranchName;
import org.eclipse.jetty.util.Fields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartFormTest {
    private static StartForm form(String... pairs) {
        Fields fields = new Fields();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put(pairs[i], pairs[i + 1]);
        }
        return StartForm.of(fields);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Mend the Kettle's lid, now or never", "--- ", "..", "ÄÖÜ 日本語", "-x-", "a\nb", "@{", "HEAD"})
    void aBranchWithoutANameGetsAValidOneFromThePrompt(String prompt) {
        String name = form("prompt", prompt, "key", "0123456789abcdef").branch();

        assertThat(BranchName.problemOf(name)).as(name).isEmpty();
        assertThat(name).endsWith("-0123");
        assertThat(form("prompt", "Mend the Kettle's lid, now", "key", "0123456789abcdef")
                        .branch())
                .isEqualTo("mend-the-kettle-s-lid-0123");
    }

    @Test
    void theSameFormHasTheSameNumberAndAnotherContentAnother() {
        String key = "0123456789abcdef";
        StartForm once = form("prompt", "x", "agent", "claude", "base", "main", "key", key);
        assertThat(form("prompt", "x", "agent", "claude", "base", "main", "key", key)
                        .wish())
                .isEqualTo(once.wish());
        assertThat(form("prompt", "y", "agent", "claude", "base", "main", "name", once.branch(), "key", key)
                        .wish()
                        .key())
                .as("whoever went back and changed the prompt wants another branch")
                .isNotEqualTo(once.wish().key());
        assertThat(form("prompt", "x", "agent", "claude", "base", "main").wish().key())
                .isNotEqualTo(once.wish().key());
    }

    @Test
    void aFieldThatNobodyFilledInIsNoOption() {
        assertThat(form("agent", "", "prompt", " ", "budget", "", "land", "ask").options())
                .containsExactly("land=ask");
        assertThat(form("agent", "claude", "prompt", "x", "env", "").options())
                .containsExactly("agent=claude", "prompt=x");
    }

    @ParameterizedTest
    @CsvSource({"5, 5usd", "$5, 5usd", "0.50 usd, 0.50usd", "5usd, 5usd", "5 USD, 5usd"})
    void amountsAreReadAsPeopleWriteThem(String written, String option) {
        assertThat(form("budget", written).options()).contains("budget=" + option);
    }

    @Test
    void commandsLeaveOutWhatNobodyFilledIn() {
        assertThat(form("prompt", "Mend it").options()).containsExactly("prompt=Mend it");
        assertThat(form("agent", "claude", "prompt", " ", "budget", "").options())
                .containsExactly("agent=claude");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"fix/a-1,fix/a-1", "don't,'don'\\''t'", "a b,'a b'", "$HOME,'$HOME'", "`id`,'`id`'", "\"\",''"})
    void aWordIsQuotedForAShell(String word, String quoted) {
        assertThat(StartCommands.quoted(word)).isEqualTo(quoted);
    }
}

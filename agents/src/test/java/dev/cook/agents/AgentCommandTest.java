package dev.cook.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentCommandTest {
    @Test
    void placeholdersAreFilledInWithinTheirWords() {
        AgentCommand command = new AgentCommand(List.of("agent", "--id={session}", "-f", "{prompt_file}", "{prompt}"));

        assertThat(command.argv("say \"hi\" $1 \\", "/cook/p", "s-1"))
                .containsExactly("agent", "--id=s-1", "-f", "/cook/p", "say \"hi\" $1 \\");
    }

    @Test
    void aPlaceholderInAPromptStaysAsItIs() {
        assertThat(new AgentCommand(List.of("a", "{prompt}")).argv("{session} {prompt}", "f", "s"))
                .containsExactly("a", "{session} {prompt}");
    }

    @Test
    void aPlaceholderThatNobodyKnowsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AgentCommand(List.of("a", "{promt}")))
                .withMessageContaining("{promt}")
                .withMessageContaining("{prompt_file}");
        assertThat(new AgentCommand(List.of("a", "{\"json\": {}}")).argv("p", "f", "s"))
                .containsExactly("a", "{\"json\": {}}");
    }

    @Test
    void variablesThatCookSetsOrThatAreNoneAreRefused() {
        for (String name : List.of("HOME", "COOK_HOME", "", "A=B", "1A", "a b", "../x")) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> new Variables(Map.of(name, "x")));
        }
        assertThat(new Variables(Map.of("KEY", "secret"))).hasToString("Variables[KEY]");
    }
}

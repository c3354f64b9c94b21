package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.CookConfig;
import dev.cook.config.Problem;
import dev.cook.config.RepoConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.BranchName;
import dev.cook.domain.Role;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigurationLintTest {
    private static final String NOBODY = "has the write role here, so nobody can answer as ghost";

    private Map<String, Role> roles = Map.of("ann", Role.LAND, "ben", Role.WRITE, "cleo", Role.WRITE);
    private Set<String> gone = Set.of();
    private Map<String, String> beside = Map.of();

    private ExistingNames known() {
        Set<String> starters = new HashSet<>(roles.keySet());
        starters.addAll(gone);
        return new ExistingNames(
                roles, starters, Set.of(new BranchName("main")), Set.of("claude"), Set.of("local", "kept"), beside);
    }

    private static RepoConfig read(String text) {
        return RepoConfig.parse(
                text, "cook.toml", ServerEnvironments.of(CookConfig.defaults(Map.of(), Path.of("/srv/cook"))));
    }

    private List<String> warnings(String text) {
        return ConfigurationLint.warnings(read(text), known()).stream()
                .map(Problem::toString)
                .toList();
    }

    private static String approval(String more) {
        return "[[gates]]\nname = 'seen'\nkind = 'approval'\n" + more;
    }

    private static String command(String more) {
        return "[[gates]]\nname = 'test'\ncommand = 'make'\n" + more;
    }

    @Test
    void whatCanHoldIsGood() {
        assertThat(warnings("")).isEmpty();
        assertThat(warnings(approval(""))).isEmpty();
        assertThat(warnings(approval("by = ['cooks', 'ann']\ncount = 2\n[groups]\ncooks = ['ben']\n")))
                .isEmpty();
        assertThat(warnings(approval("by = ['ben']\nowners = true\n[owners]\n'db/**' = ['cleo']\n")))
                .isEmpty();
        assertThat(
                        warnings(
                                command(
                                        "env = 'kept'\nwhen = { branches = ['main', 'fix/*'], started_by = ['ben'], agents = ['claude'] }\n")))
                .isEmpty();
        assertThat(warnings("[[gates]]\nname = 'ci'\nkind = 'external'\nby = ['ben']\n"))
                .isEmpty();
    }

    @Test
    void whoIsToAnswerIsSomebodyOrAGroupOrIsNamedWithTheirLine() {
        assertThat(warnings(approval("by = ['ghost', 'ann', 'ben']\n")))
                .containsExactly(
                        "cook.toml:4:1: [gates] by: no account 'ghost' " + NOBODY + ", and no group is called so");
        assertThat(warnings(approval("by = ['cooks']\n[groups]\ncooks = ['ben', 'cleo', 'ghost']\n")))
                .containsExactly("cook.toml:6:1: [groups] cooks: no account 'ghost' " + NOBODY);
        assertThat(warnings(approval("owners = true\n[owners]\n'*' = ['ann']\n'db/**' = ['ann', 'ghost']\n")))
                .containsExactly(
                        "cook.toml:7:1: [owners] db/**: no account 'ghost' " + NOBODY + ", and no group is called so");
        assertThat(warnings("[[gates]]\nname = 'ci'\nkind = 'external'\nby = ['ghost']\n"))
                .containsExactly(
                        "cook.toml:4:1: [gates] by: no account 'ghost' " + NOBODY + ", and no group is called so",
                        "cook.toml:4:1: [gates] by: nobody can answer this gate: give an account in `by` the write role,"
                                + " or list other accounts");
    }

    @Test
    void aNameThatIsAGroupAndAnAccountIsTold() {
        assertThat(warnings(approval("by = ['ann']\n[groups]\nann = ['ben', 'cleo']\n")))
                .containsExactly("cook.toml:4:1: [gates] by: 'ann' is a group here and an account as well; the group is"
                        + " meant, so call it otherwise");
        assertThat(warnings(approval("by = ['ann']\n[groups]\nann = ['ann', 'cleo']\n")))
                .isEmpty();
    }

    @Test
    void aCountThatNeverComesTogetherIsToldWithWhoThereIs() {
        assertThat(warnings(approval("count = 3\n")))
                .containsExactly(
                        "cook.toml:4:1: [gates] count: the gate can never pass: it needs 3 to say yes, and only"
                                + " ann may answer; give more accounts the land role, or lower `count`");
        assertThat(warnings(approval("by = ['ben']\ncount = 2\n")))
                .containsExactly(
                        "cook.toml:5:1: [gates] count: the gate can never pass: it needs 2 to say yes, and only"
                                + " ben may answer; name more in `by`, each with the write role, or lower `count`");
        assertThat(warnings(approval("by = ['cooks', 'ben']\ncount = 2\n[groups]\ncooks = ['ben']\n")))
                .as("one account counts once")
                .hasSize(1);
        assertThat(warnings(approval("count = 2\nowners = true\n[owners]\n'db/**' = ['ben']\n")))
                .as("an owner counts for what changes in db")
                .isEmpty();
    }

    @Test
    void whoeverStartsABranchIsNotCounted() {
        roles = Map.of("ann", Role.ADMIN);
        assertThat(warnings(approval("")))
                .containsExactly("cook.toml:1:1: [gates]: the gate can never pass: it needs one yes of ann, and whoever"
                        + " starts a branch is one of them and may not answer for it; let others answer");
        gone = Set.of("dan");
        assertThat(warnings(approval("")))
                .as("of dan's branches ann may say so")
                .isEmpty();
        roles = Map.of("ann", Role.LAND, "ben", Role.WRITE);
        assertThat(warnings(approval("by = ['ann']\nwhen = { started_by = ['ann'] }\n")))
                .hasSize(1);
        assertThat(warnings(approval("by = ['ann']\nwhen = { started_by = ['ben'] }\n")))
                .isEmpty();
    }

    @Test
    void aConditionThatNoBranchMeetsIsTold() {
        assertThat(warnings(command("when = { started_by = ['ghost'] }\n")))
                .containsExactly("cook.toml:4:1: [gates] when: started_by: no account 'ghost' has the write role here;"
                        + " the gate is always skipped");
        assertThat(warnings(command("when = { started_by = ['ghost', 'ben'] }\n")))
                .containsExactly("cook.toml:4:1: [gates] when: started_by: no account 'ghost' has the write role here");
        assertThat(warnings(command("when = { started_by = ['cooks'] }\n[groups]\ncooks = ['ben']\n")))
                .containsExactly("cook.toml:4:1: [gates] when: started_by: 'cooks' is a group; name its accounts;"
                        + " the gate is always skipped");
        assertThat(warnings(command("when = { agents = ['clause'] }\n")))
                .containsExactly(
                        "cook.toml:4:1: [gates] when: agents: this server has no agent 'clause'; choose one of:"
                                + " claude; the gate is always skipped");
        assertThat(warnings(command("when = { branches = ['main'] }\n")))
                .singleElement()
                .asString()
                .startsWith("cook.toml:4:1: [gates] when: branches: the gate is always skipped");
        assertThat(warnings(approval("count = 9\nwhen = { agents = ['clause'] }\n")))
                .as("nobody ever waits for it")
                .hasSize(1);
    }

    @Test
    void ownersWhomNoGateAsksAreTold() {
        assertThat(warnings(approval("[owners]\n'db/**' = ['ben']\n")))
                .containsExactly(
                        "cook.toml:4:1: [owners]: no gate asks these owners; an approval with `owners = true` would");
    }

    @Test
    void whatAnEnvironmentCannotHaveBesideItIsTold() {
        beside =
                Map.of("large", "it needs the repository lib, which does not exist or which whoever asks may not read");
        assertThat(warnings("[environments.large]\nrepos = ['lib']\n"))
                .containsExactly("cook.toml:2:1: [environments.large] repos: cannot use the environment: it needs the"
                        + " repository lib, which does not exist or which whoever asks may not read");
    }

    @Test
    void anEnvironmentThatIsNotThereKeepsAllOut() {
        assertThat(ConfigurationLint.problems(read(command("env = 'moon'\n")), known()))
                .extracting(Problem::toString)
                .containsExactly("cook.toml:4:1: [gates] env: no environment 'moon'; choose one of: kept, local");
        assertThat(ConfigurationLint.problems(
                        read(command("env = 'large'\n[environments.large]\nprocesses = 50\n")), known()))
                .isEmpty();
    }

    @Test
    void whatAProgramPrintedIsNamedByItsGates() {
        RepoConfig config = RepoConfig.NONE.with(
                "{\"gates\": [{\"name\": \"seen\", \"kind\": \"approval\", \"by\": [\"ghost\", \"ben\"]}]}",
                "gates.py");
        assertThat(ConfigurationLint.warnings(config, known()))
                .extracting(Problem::toString)
                .containsExactly(
                        "gates.py: [gates.seen] by: no account 'ghost' " + NOBODY + ", and no group is called so");
    }
}

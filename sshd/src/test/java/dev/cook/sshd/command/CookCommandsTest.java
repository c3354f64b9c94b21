package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.FossilReason;
import dev.cook.domain.Oid;
import dev.cook.domain.Purpose;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Secrets;
import dev.cook.domain.event.RepoFact;
import dev.cook.sshd.Typing;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CookCommandsTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJfkNV4OS33ImTXvorZr72q4v5XhVEQKfvqsxOEJ/XaR ann@laptop";

    @TempDir
    Path data;

    private Typing typing;
    private Caller.AccountCaller chief;
    private Caller.AccountCaller ann;

    @BeforeEach
    void open() {
        typing = new Typing(data);
        chief = typing.person("chief", true, true);
        ann = typing.person("ann", false, true);
    }

    @AfterEach
    void close() {
        typing.close();
    }

    @Test
    void whoeverMakesARepositoryIsItsAdminAndOthersDoNotSeeIt() {
        Caller.AccountCaller bob = typing.person("bob", false, false);

        assertThat(typing.type(ann, "repo", "create", "team/thing").out()).startsWith("created team/thing");

        assertThat(typing.type(ann, "repo", "list").out()).containsPattern("team/thing +main +admin");
        assertThat(typing.type(bob, "repo", "list").out()).isEmpty();
        Typing.Answer hidden = typing.type(bob, "repo", "show", "team/thing");
        Typing.Answer missing = typing.type(bob, "repo", "show", "team/thinc");
        assertThat(hidden.status()).isEqualTo(3);
        assertThat(hidden.err()).isEqualTo(missing.err().replace("thinc", "thing"));
        assertThat(typing.type(ann, "repo", "create", "TEAM/thing").status()).isEqualTo(4);
        assertThat(typing.type(bob, "repo", "create", "mine").status()).isEqualTo(1);
        assertThat(typing.type(ann, "repo", "create", "../etc").status()).isEqualTo(2);
    }

    @Test
    void rolesAreGivenAndTakenByAdminsOfTheRepository() {
        Caller.AccountCaller bob = typing.person("bob", false, false);
        typing.type(ann, "repo", "create", "thing");

        assertThat(typing.type(ann, "repo", "role", "thing", "bob", "write").out())
                .isEqualTo("bob now has the write role in thing\n");
        assertThat(typing.type(bob, "repo", "show", "thing").out()).contains("your role       write");
        Typing.Answer notForBob = typing.type(bob, "repo", "role", "thing", "bob", "admin");
        assertThat(notForBob.status()).isEqualTo(1);
        assertThat(notForBob.err()).contains("needs the admin role").contains("you have write");
        typing.type(ann, "repo", "role", "thing", "bob", "none");
        assertThat(typing.type(bob, "repo", "show", "thing").status()).isEqualTo(3);
        assertThat(typing.type(ann, "repo", "role", "thing", "nobody", "read").status())
                .isEqualTo(3);
        assertThat(typing.type(ann, "repo", "role", "thing", "bob", "king").status())
                .isEqualTo(2);
    }

    @Test
    void accountsAreForSiteAdmins() {
        assertThat(typing.type(ann, "account", "create", "eve").status()).isEqualTo(1);
        assertThat(typing.type(chief, "account", "create", "eve", "--may-create-repos")
                        .status())
                .isZero();
        assertThat(typing.type(chief, "account", "create", "eve").status()).isEqualTo(4);
        assertThat(typing.type(chief, "account", "list", "--json").out())
                .contains("\"name\" : \"eve\"")
                .contains("\"mayCreateRepos\" : true");
    }

    @Test
    void keysAreAddedFromWordsOrInputAndBelongToOneAccount() {
        assertThat(typing.type(ann, ("key add " + KEY).split(" ")).status()).isZero();
        assertThat(typing.type(ann, "key", "list").out()).contains("SHA256:").contains("ann@laptop");
        assertThat(typing.typeWith(chief, KEY + "\n", "key", "add").status()).isEqualTo(4);
        assertThat(typing.typeWith(ann, KEY, "key", "add", "--account", "chief").status())
                .isEqualTo(1);
        assertThat(typing.type(ann, "key", "remove", "1").err()).contains("your only key");
        assertThat(typing.type(chief, "key", "remove", "1", "--account", "ann").status())
                .isZero();
    }

    @Test
    void whatIsNoKeyIsExplained() {
        assertThat(typing.typeWith(ann, "-----BEGIN OPENSSH PRIVATE KEY-----", "key", "add")
                        .err())
                .contains("the input is a private key");
        assertThat(typing.type(ann, "key", "add", "ssh-ed25519", "AAAA").err())
                .contains("not a supported SSH public key");
        assertThat(typing.type(ann, "key", "add", "ssh-dss", "AAAA").status()).isEqualTo(2);
        assertThat(typing.typeWith(ann, "x".repeat(10_000), "key", "add").status())
                .isEqualTo(2);
    }

    @Test
    void aTokenIsShownOnceAndKnownByItsHash() {
        Typing.Answer made =
                typing.type(ann, "token", "create", "--label", "laptop", "--scope", "write", "--expires", "30d");

        String secret = made.out().strip();
        assertThat(secret).matches("cook_[A-Za-z0-9_-]{43}");
        assertThat(typing.test.maybe(tx -> tx.tokens().valid(Secrets.hash(secret))))
                .hasValueSatisfying(token -> assertThat(token.scope()).isEqualTo(Role.WRITE));
        assertThat(typing.type(ann, "token", "list", "--json").out()).doesNotContain(secret);
        assertThat(typing.type(chief, "token", "revoke", "1").status()).isEqualTo(3);
        assertThat(typing.type(ann, "token", "revoke", "1").status()).isZero();
        assertThat(typing.test.maybe(tx -> tx.tokens().valid(Secrets.hash(secret))))
                .isEmpty();
        assertThat(typing.type(ann, "token", "create", "--label", "x", "--scope", "write", "--expires", "9999d")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void aTokenWithLessThanEverythingMakesNoKeysOrTokens() {
        Caller.AccountCaller weak = new Caller.AccountCaller(
                ann.account(), ann.accountName(), ann.siteAdmin(), ann.mayCreateRepos(), Role.WRITE);

        assertThat(typing.typeWith(weak, KEY, "key", "add").status()).isEqualTo(1);
        assertThat(typing.type(weak, "login").status()).isEqualTo(1);
        assertThat(typing.type(weak, "token", "create", "--label", "x", "--scope", "admin", "--expires", "1d")
                        .status())
                .isEqualTo(1);
    }

    @Test
    void loginPrintsAnAddressThatWorksOnce() {
        String address = typing.type(ann, "login").out().strip();

        assertThat(address).startsWith("http://cook.test/login?code=");
        byte[] hash = Secrets.hash(address.substring(address.indexOf('=') + 1));
        assertThat(typing.store().write(tx -> tx.tokens().takeCode(hash)).isPresent())
                .isTrue();
        assertThat(typing.store().write(tx -> tx.tokens().takeCode(hash)).isPresent())
                .isFalse();
    }

    @Test
    void eventsAreToldToThoseWhoMayReadTheRepository() {
        Caller.AccountCaller bob = typing.person("bob", false, false);
        typing.type(ann, "repo", "create", "thing");
        for (int i = 0; i < 5; i++) {
            pushed("thing", "refs/heads/b" + i);
        }

        String all = typing.type(ann, "event", "tail").out();
        String last = typing.type(ann, "event", "tail", "--limit", "2").out();

        assertThat(all.lines()).hasSize(6).first().asString().contains("thing").contains("repo.created");
        assertThat(last.lines()).hasSize(2).last().asString().contains("refs/heads/b4");
        assertThat(typing.type(ann, "event", "tail", "--since", "2", "--limit", "1")
                        .out())
                .startsWith("3 ")
                .contains("b1");
        assertThat(typing.type(bob, "event", "tail").out()).isEmpty();
        assertThat(typing.type(bob, "event", "tail", "--repo", "thing").status())
                .isEqualTo(3);
        assertThat(typing.type(ann, "event", "tail", "--json").out())
                .startsWith("[")
                .contains("\"type\" : \"refs.pushed\"");
    }

    @Test
    void fossilsAreListedAndShown() {
        typing.type(ann, "repo", "create", "thing");
        Repo repo = typing.store()
                .read(tx -> tx.repos().byName(new RepoName("thing")).orElseThrow());
        typing.store().change(tx -> tx.fossils()
                .add(repo.id(), "old", new Oid("a".repeat(40)), FossilReason.DELETED, Optional.empty(), "ann"));

        assertThat(typing.type(ann, "fossil", "list", "thing").out())
                .contains("aaaaaaaaaa")
                .contains("deleted");
        assertThat(typing.type(ann, "fossil", "show", "1").out()).contains("git fetch origin refs/fossils/1/old");
        assertThat(typing.type(ann, "fossil", "show", "thing", "2").status()).isEqualTo(3);
        assertThat(typing.type(ann, "fossil", "show", "thing", "x").status()).isEqualTo(2);
    }

    @Test
    void filesOfTheServerAreNotReadForTheClient() {
        Typing.Answer answer = typing.type(ann, "repo", "show", "@/etc/passwd");

        assertThat(answer.status()).isEqualTo(3);
        assertThat(answer.out() + answer.err()).doesNotContain("root:").contains("@/etc/passwd");
    }

    @Test
    void mistakesShowTheWayAndHelpShowsExamples() {
        Typing.Answer typo = typing.type(ann, "rebo", "list");

        assertThat(typo.status()).isEqualTo(2);
        assertThat(typo.err()).isEqualTo("cook: unknown command 'rebo'\n  did you mean: repo? see: ssh HOST help\n");
        assertThat(typing.type(ann, "repo").status()).isEqualTo(2);
        assertThat(typing.type(ann, "repo", "create", "--help").out()).contains("ssh HOST repo create team/thing");
        assertThat(typing.type(ann, "help").out()).contains("fossil").contains("whoami");
        assertThat(typing.type(ann).out()).contains("Usage: ssh HOST");
        assertThat(typing.type(ann, "help", "key").out()).contains("remove");
        assertThat(typing.type(ann, "\033[31mx").err()).doesNotContain("\033");
        assertThat(typing.type(ann, "version").out()).startsWith("cook ");
        assertThat(typing.type(chief, "whoami").out()).isEqualTo("chief (site admin)\n");
    }

    /** OpenSSH takes {@code ssh HOST --help} for an option of its own, so no text may send anybody there. */
    @Test
    void helpWorksByEveryUsualWay() {
        String one = typing.type(ann, "branch", "list", "--help").out();
        String group = typing.type(ann, "branch", "--help").out();

        assertThat(one).contains("Usage: ssh HOST branch list").contains("Example");
        assertThat(group).contains("Usage: ssh HOST branch").contains("abandon");
        assertThat(typing.type(ann, "help", "branch", "list").out()).isEqualTo(one);
        assertThat(typing.type(ann, "branch", "help", "list").out()).isEqualTo(one);
        assertThat(typing.type(ann, "branch", "list", "-h").out()).isEqualTo(one);
        assertThat(typing.type(ann, "help", "branch").out()).isEqualTo(group);
        assertThat(typing.type(ann, "branch", "help").out()).isEqualTo(group);
        String all = typing.type(ann).out();
        assertThat(typing.type(ann, "help").out()).isEqualTo(all);
        assertThat(typing.type(ann, "--help").out()).isEqualTo(all);
        assertThat(typing.type(ann, "help", "brunch").err())
                .contains("unknown command 'brunch'", "did you mean: branch?");
        assertThat(all + group + one + typing.type(ann, "x").err()).doesNotContain("ssh HOST --help");
    }

    @Test
    void aWrongCommandLineIsExplainedInWordsOfThePersonAndNotOfTheLibrary() {
        assertThat(typing.type(ann, "branch", "list", "--limit", "x").err())
                .startsWith("cook: --limit must be a whole number, not 'x'\n");
        assertThat(typing.type(ann, "session", "show", "seven").err())
                .startsWith("cook: SESSION must be a whole number, not 'seven'\n");
        assertThat(typing.type(ann, "session", "show").err())
                .isEqualTo("cook: missing SESSION\n  see: ssh HOST help session show\n");
        assertThat(typing.type(ann, "whoami", "now").err()).startsWith("cook: unexpected argument 'now'\n");
        assertThat(typing.type(ann, "whoami", "--loud").err()).startsWith("cook: unknown option '--loud'\n");
        assertThat(typing.type(ann, "token", "create", "--label", "x").err())
                .startsWith("cook: missing --scope and --expires\n");
        assertThat(typing.type(ann, "branch", "status").status()).isEqualTo(2);
        assertThat(typing.type(ann, "branch", "delete").err()).contains("did you mean: abandon?");
        assertThat(typing.type(ann, "branch").err()).startsWith("cook: missing a command\n");
        assertThat(typing.type(ann, "queue", "reorder", "fix", "--first", "--last")
                        .err())
                .startsWith("cook: options that exclude each other are combined\n");
    }

    @Test
    void whoeverUsesTheLauncherReadsCommandsAsTheyTypeThem() {
        Map<String, String> launcher = Map.of("COOK_PROGRAM", "./cook");

        assertThat(typing.typeFrom(ann, launcher, "help", "branch", "hold").out())
                .contains("Usage: ./cook branch hold", "./cook branch hold team/thing fix --reason 'after the release'")
                .doesNotContain("ssh HOST");
        assertThat(typing.typeFrom(ann, launcher, "rebo").err()).contains("see: ./cook help");
        assertThat(typing.typeFrom(ann, Map.of("COOK_PROGRAM", "\033[31m$(rm)"), "help")
                        .out())
                .contains("Usage: ssh HOST");
    }

    @Test
    void theRepositoryOfTheCloneIsMeantWhereNoneIsNamed() {
        Caller.AccountCaller bob = typing.person("bob", false, true);
        typing.type(ann, "repo", "create", "thing");
        typing.type(ann, "repo", "create", "other");
        typing.type(bob, "repo", "create", "hidden");

        assertThat(typing.type(ann, "branch", "list").err())
                .isEqualTo(
                        "cook: name a repository; you can see 2 of them\n  put the repository first; list them: repo list\n");
        Map<String, String> inClone = Map.of("COOK_REPO", "other");
        assertThat(typing.typeFrom(ann, inClone, "branch", "list").status()).isZero();
        assertThat(typing.typeFrom(ann, inClone, "branch", "show", "fix").err())
                .startsWith("cook: other has no branch 'fix'");
        assertThat(typing.typeFrom(ann, inClone, "branch", "show", "thing", "fix")
                        .err())
                .startsWith("cook: thing has no branch 'fix'");
        assertThat(typing.typeFrom(ann, Map.of("COOK_REPO", "hidden"), "branch", "list")
                        .err())
                .as("a hint shows nothing that its sender may not see")
                .contains("name a repository; you can see 2 of them");
    }

    @Test
    void timesAreLocalWhereAPersonReadsAndIsoWhereAProgramDoes() {
        typing.type(ann, "repo", "create", "thing");
        Map<String, String> person = Map.of("COOK_TERMINAL", "yes", "TZ", "Asia/Kolkata", "NO_COLOR", "1");

        assertThat(typing.typeFrom(ann, person, "repo", "list").out())
                .containsPattern("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} IST\n");
        assertThat(typing.typeFrom(ann, Map.of("COOK_TERMINAL", "yes"), "repo", "list")
                        .out())
                .containsPattern(" [0-9:]{8} UTC\n");
        assertThat(typing.typeFrom(ann, Map.of("TZ", "Asia/Kolkata"), "repo", "list")
                        .out())
                .containsPattern("[0-9-]{10}T[0-9:]{8}Z\n");
        assertThat(typing.typeFrom(ann, Map.of("COOK_TERMINAL", "yes", "TERM", "xterm"), "repo", "list")
                        .out())
                .contains("\033[1m");
        assertThat(typing.typeFrom(ann, Map.of("COOK_TERMINAL", "yes", "TERM", "dumb"), "repo", "list")
                        .out())
                .doesNotContain("\033");
    }

    @Test
    void eventsAreToldSinceATime() {
        typing.type(ann, "repo", "create", "thing");
        pushed("thing", "refs/heads/b");

        assertThat(typing.type(ann, "event", "tail", "--since", "1h").out().lines())
                .hasSize(2);
        assertThat(typing.type(ann, "event", "tail", "--since", "2020-01-01")
                        .out()
                        .lines())
                .hasSize(2);
        assertThat(typing.type(ann, "event", "tail", "--since", "yesterday").err())
                .startsWith("cook: 'yesterday' is not a time\n")
                .contains("2026-11-01");
        assertThat(typing.type(ann, "usage", "--since", "2020-01-01").status()).isZero();
        assertThat(typing.type(ann, "usage", "--by", "foo").err())
                .isEqualTo("cook: cannot group by 'foo'\n  use --by repo, task, agent or day\n");
    }

    @Test
    void anEnvironmentHasATreeOfItsOwn() {
        typing.type(ann, "repo", "create", "thing");
        Repo repo = typing.store()
                .read(tx -> tx.repos().byName(new RepoName("thing")).orElseThrow());
        Caller inside = new Caller.EnvironmentCaller(new EnvironmentId(7), repo.id(), Purpose.SESSION);

        assertThat(typing.type(inside, "help").out()).contains("cook done");
        assertThat(typing.type(inside, "repo", "list").status()).isEqualTo(2);
        assertThat(typing.type(inside, "token", "create").status()).isEqualTo(2);
    }

    private void pushed(String repo, String ref) {
        typing.store().change(tx -> tx.events()
                .append(
                        tx.repos().byName(new RepoName(repo)).orElseThrow().id(),
                        new RepoFact.RefsPushed1("ann", ref)));
    }
}

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
                .isEqualTo("bob has the role write in thing\n");
        assertThat(typing.type(bob, "repo", "show", "thing").out()).contains("your role  write");
        Typing.Answer notForBob = typing.type(bob, "repo", "role", "thing", "bob", "admin");
        assertThat(notForBob.status()).isEqualTo(1);
        assertThat(notForBob.err()).contains("needs the role admin").contains("you have write");
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
                .contains("that is a private key");
        assertThat(typing.type(ann, "key", "add", "ssh-ed25519", "AAAA").err()).contains("not a public key");
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
        assertThat(typo.err()).startsWith("cook: ").contains("did you mean: ").contains("--help");
        assertThat(typing.type(ann, "repo").status()).isEqualTo(2);
        assertThat(typing.type(ann, "repo", "create", "--help").out()).contains("ssh HOST repo create team/thing");
        assertThat(typing.type(ann, "help").out()).contains("fossil").contains("whoami");
        assertThat(typing.type(ann).out()).contains("Usage: ssh HOST");
        assertThat(typing.type(ann, "help", "key").out()).contains("remove");
        assertThat(typing.type(ann, "\033[31mx").err()).doesNotContain("\033");
        assertThat(typing.type(ann, "version").out()).startsWith("cook ");
        assertThat(typing.type(chief, "whoami").out()).isEqualTo("chief (site admin)\n");
    }

    @Test
    void anEnvironmentHasATreeOfItsOwn() {
        typing.type(ann, "repo", "create", "thing");
        Repo repo = typing.store()
                .read(tx -> tx.repos().byName(new RepoName("thing")).orElseThrow());
        Caller inhabitant = new Caller.EnvironmentCaller(new EnvironmentId(7), repo.id(), Purpose.SESSION);

        assertThat(typing.type(inhabitant, "help").out()).contains("cook done");
        assertThat(typing.type(inhabitant, "repo", "list").status()).isEqualTo(2);
        assertThat(typing.type(inhabitant, "token", "create").status()).isEqualTo(2);
    }

    private void pushed(String repo, String ref) {
        typing.store().change(tx -> tx.events()
                .append(
                        tx.repos().byName(new RepoName(repo)).orElseThrow().id(),
                        new RepoFact.RefsPushed1("ann", ref)));
    }
}

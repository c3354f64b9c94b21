package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A git repository elsewhere makes an environment somebody's own, and each session says which commit of it. */
class ConfigurationTest {
    private static final String REPO = "app";

    /** Commits what it sees of its home. */
    private static final String LOOKER = """
            #!/bin/sh
            branch=$(cat "$COOK_SPEC/branch")
            {
                echo "tool: $(cat "$HOME/.toolrc") $(readlink "$HOME/.toolrc" | grep -c cook-configuration)"
                echo "login: $(sh -lc 'echo "$FLAVOUR, $(command -v cook)"')"
                echo "deep: $(cat "$HOME/.config/tool/settings")"
                echo "alias: $(git config alias.st), author: $(git config user.name), hooks: $(git config core.hooksPath)"
                echo "readme: $(ls "$HOME/README.md" 2>/dev/null)"
            } >found
            git add found && git commit -q -m Look && git push -q origin "HEAD:refs/heads/$branch" && cook done
            """;

    @Test
    void dotfilesAreLinkedIntoHomeAndTheCommitIsRecorded() throws Exception {
        try (TestSite site = TestSite.open()) {
            site.agent("looker", LOOKER);
            Path dots = site.directory().resolve("dots");
            try (ServerProcess server = ServerProcess.start(site, """

                    [environments.mine]
                    backend = "local"
                    paths = ["%s"]
                    configuration = "%s"
                    """.formatted(site.agents(), dots))) {
                Person ada = server.admin();
                Path work = project(ada);

                push(ada, work, "none");
                ada.until(() -> story(ada).contains("needs attention"));
                assertThat(story(ada)).contains("cannot fetch the configuration " + dots);

                String first = dotfiles(ada, dots);
                push(ada, work, "one");
                assertThat(found(ada, work, "one").lines())
                        .containsExactly(
                                "tool: one 1",
                                "login: sweet, /cook-bin/cook",
                                "deep: deep",
                                "alias: status, author: looker, hooks: ",
                                "readme: ");
                String second = ada.commit(dots, ".toolrc", "two\n");
                push(ada, work, "two");
                assertThat(found(ada, work, "two")).contains("tool: two 1");

                assertThat(ada.ssh("session", "show", "2").ok().out())
                        .contains("config       " + dots + " at " + first);
                assertThat(ada.ssh("session", "show", "3").ok().out())
                        .contains("config       " + dots + " at " + second);
                ada.ssh("branch", "abandon", REPO, "one").ok();
                ada.until(() -> story(ada).contains("archived as fossil 1"));
                assertThat(story(ada)).contains("session 2: using the dotfiles from " + dots + " at " + first);
                assertThat(ada.ssh("fossil", "show", REPO, "1", "--file", "fossil.json")
                                .ok()
                                .out())
                        .contains("session.configured", first, dots.toString());
            }
        }
    }

    /** Hooks and an evil name must do nothing on the server. */
    private static String dotfiles(Person ada, Path dots) throws Exception {
        ada.git(ada.home(), "init", "-q", "-b", "main", dots.toString()).ok();
        Files.createDirectories(dots.resolve(".config/tool"));
        ada.commit(dots, ".config/tool/settings", "deep\n");
        ada.commit(dots, ".gitconfig", "[alias]\n\tst = status\n[user]\n\tname = Evil\n[core]\n\thooksPath = /evil\n");
        ada.commit(dots, "README.md", "about\n");
        ada.commit(dots, ".profile", "export FLAVOUR=sweet PATH=/usr/bin:/bin");
        return ada.commit(dots, ".toolrc", "one\n");
    }

    /** A flake without inputs: nothing is fetched, and nothing but this machine's bash and tools build it. */
    private static final String FLAKE = """
            {
              outputs = { self }:
                let
                  make = name: script: derivation {
                    inherit name;
                    system = "x86_64-linux";
                    builder = "/bin/bash";
                    args = [ "-c" script ];
                    outputs = [ "out" ];
                    FLAVOUR = "sour";
                  };
                in {
                  devShells.x86_64-linux.tools = make "tools" "echo made > $out";
                  homeConfigurations.ada.activationPackage = make "home"
                    "/bin/mkdir $out; printf '#!/bin/sh\\necho sour >$HOME/.flavour\\nmkdir -p $HOME/.config/git\\nln -s /nowhere $HOME/.config/git/config\\n' > $out/activate; /bin/chmod +x $out/activate; :";
                };
            }
            """;

    private static final String LOOKS_AT_FLAVOURS = """
            #!/bin/sh
            echo "flavour: ${FLAVOUR-$(cat "$HOME/.flavour")}, in a shell: ${IN_NIX_SHELL-no}, login: $(sh -lc 'command -v cook')" >found
            git add found && git commit -q -m Look && git push -q origin HEAD:refs/heads/$(cat "$COOK_SPEC/branch") && cook done
            """;

    private static String flakes(TestSite site, Path flake) {
        StringBuilder text = new StringBuilder();
        for (String place : List.of(
                "shell = { kind = \"devshell\", attribute = \"tools\" }",
                "home = { kind = \"home\", attribute = \"homeConfigurations.ada.activationPackage\" }")) {
            String name = place.substring(0, place.indexOf(' '));
            text.append("""

                    [environments.%1$s]
                    backend = "local"
                    paths = ["%2$s"]
                    network = "cook"
                    configuration = { url = "%3$s", %4$s

                    [environments.%1$s.variables]
                    NIX_STORE_DIR = "/cook/home/nix/store"
                    NIX_STATE_DIR = "/cook/home/nix/state"
                    NIX_LOG_DIR = "/cook/home/nix/log"
                    NIX_CONF_DIR = "/cook/home/nix/conf"
                    NIX_REMOTE = "local"
                    NIX_CONFIG = "substituters =\\nbuild-users-group =\\nsandbox = false"
                    """.formatted(name, site.agents(), flake, place.substring(place.indexOf('{') + 2)));
        }
        return text.toString();
    }

    private static void requireNix() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/nix"));
        Assumptions.assumeTrue(there, "nix is needed: apt-get install nix-bin");
        Assumptions.assumeTrue(System.getProperty("os.arch").equals("amd64"), "the flake of this test is for x86_64");
    }

    @Test
    void commandsRunInTheDevelopmentShellOfAFlakeAndWhatItMakesOfHomeIsActivated() throws Exception {
        requireNix();
        try (TestSite site = TestSite.open()) {
            site.agent("looker", LOOKS_AT_FLAVOURS);
            Path flake = site.directory().resolve("flake");
            try (ServerProcess server = ServerProcess.start(site, flakes(site, flake))) {
                Person ada = server.admin();
                Path work = project(ada);
                ada.git(ada.home(), "init", "-q", "-b", "main", flake.toString())
                        .ok();
                String rev = ada.commit(flake, "flake.nix", FLAKE);

                push(ada, work, "one", "shell");
                push(ada, work, "two", "home");

                assertThat(found(ada, work, "one"))
                        .isEqualTo("flavour: sour, in a shell: impure, login: /cook-bin/cook\n");
                assertThat(found(ada, work, "two")).isEqualTo("flavour: sour, in a shell: no, login: /cook-bin/cook\n");
                String hash = narHash(flake, site);
                for (String session : List.of("1", "2")) {
                    assertThat(ada.ssh("session", "show", session).ok().out())
                            .contains("config       " + flake + " at " + rev + " (" + hash + ")");
                }
            }
        }
    }

    /** As the real nix tells it of the same files. */
    private static String narHash(Path flake, TestSite site) throws Exception {
        Path files = Files.createDirectory(site.directory().resolve("files"));
        Files.copy(flake.resolve("flake.nix"), files.resolve("flake.nix"));
        return Ended.of(new ProcessBuilder(
                        "nix",
                        "--extra-experimental-features",
                        "nix-command",
                        "hash",
                        "path",
                        "--sri",
                        files.toString()))
                .ok()
                .said();
    }

    @Test
    void aConfigurationOfAWholeMachineIsRefusedWithWhatToDo() throws Exception {
        try (TestSite site = TestSite.open()) {
            site.agent("looker", LOOKS_AT_FLAVOURS);
            Path flake = site.directory().resolve("flake");
            try (ServerProcess server = ServerProcess.start(site, flakes(site, flake))) {
                Person ada = server.admin();
                Path work = project(ada);
                ada.git(ada.home(), "init", "-q", "-b", "main", flake.toString())
                        .ok();
                ada.commit(flake, "configuration.nix", "{ ... }: { }\n");

                push(ada, work, "one", "home");

                ada.until(() -> story(ada).contains("needs attention"));
                assertThat(story(ada))
                        .contains(
                                "has no flake.nix; its configuration.nix describes a whole machine",
                                "backend = \"ssh\"");
            }
        }
    }

    private static Path project(Person ada) throws Exception {
        Path work = ada.repository(REPO);
        ada.git(work, "push", "-q", ada.url(REPO), "main").ok();
        return work;
    }

    private static void push(Person ada, Path work, String branch) throws Exception {
        push(ada, work, branch, "mine");
    }

    private static void push(Person ada, Path work, String branch, String environment) throws Exception {
        ada.git(
                        work,
                        "push",
                        "-q",
                        ada.url(REPO),
                        "main:refs/heads/" + branch,
                        "-o",
                        "agent=looker",
                        "-o",
                        "prompt=look",
                        "-o",
                        "env=" + environment)
                .ok();
    }

    private static String found(Person ada, Path work, String branch) throws Exception {
        ada.until(() -> ada.git(work, "fetch", "-q", ada.url(REPO), "refs/heads/" + branch)
                                .status()
                        == 0
                && ada.git(work, "cat-file", "-e", "FETCH_HEAD:found").status() == 0);
        return ada.git(work, "show", "FETCH_HEAD:found").ok().out();
    }

    private static String story(Person ada) throws Exception {
        return ada.ssh("event", "tail", "--repo", REPO, "--limit", "1000").ok().out();
    }
}

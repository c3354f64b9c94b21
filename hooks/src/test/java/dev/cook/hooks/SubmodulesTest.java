package dev.cook.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.RepoName;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which submodules are repositories of the server itself. */
class SubmodulesTest {
    private static final OwnAddresses OWN = new OwnAddresses(List.of(
            URI.create("ssh://git.example.org"),
            URI.create("ssh://cook@127.0.0.1:7422"),
            URI.create("https://cook.example.org"),
            URI.create("http://127.0.0.1:7420")));

    private static List<Submodules.Named> named(String url) {
        return Submodules.named(
                OWN, new RepoName("team/thing"), "[submodule \"lib\"]\n\tpath = lib\n\turl = " + url + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "../lib, team/lib",
        "../../other/lib.git, other/lib",
        "./sub, team/thing/sub",
        "ssh://git.example.org/team/lib, team/lib",
        "ssh://anybody@git.example.org:22/team/lib.git, team/lib",
        "git@git.example.org:team/lib.git, team/lib",
        "git.example.org:/team/lib, team/lib",
        "SSH://cook@127.0.0.1:7422/lib, lib",
        "https://cook.example.org/team/lib.git, team/lib",
        "https://ann@COOK.example.org:443/team/lib, team/lib",
        "http://127.0.0.1:7420/lib, lib",
    })
    void oneOfTheServerIsFoundByEachOfItsAddresses(String url, String repo) {
        assertThat(named(url)).containsExactly(new Submodules.Named("lib", new RepoName(repo)));
    }

    @ParameterizedTest
    @CsvSource({
        "../../../lib",
        "ssh://git.example.org:2222/team/lib",
        "git@github.com:team/lib.git",
        "http://cook.example.org/team/lib",
        "https://cook.example.org.evil.org/team/lib",
        "https://cook.example.org@evil.org/team/lib",
        "file:///srv/git/lib",
        "/srv/git/lib",
        "https://cook.example.org",
        "https://cook.example.org/../../etc",
    })
    void whatLeadsElsewhereIsNotOne(String url) {
        assertThat(named(url)).isEmpty();
    }

    @Test
    void environmentsReadEachAddressAsALine() {
        assertThat(OWN.lines())
                .containsExactly(
                        "ssh git.example.org 22",
                        "ssh 127.0.0.1 7422",
                        "http https://cook.example.org/",
                        "http http://127.0.0.1:7420/");
    }
}

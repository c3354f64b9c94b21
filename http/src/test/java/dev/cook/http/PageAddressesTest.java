package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.http.exchange.Site;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Every address that Cook prints opens, whatever repositories and branches are called. */
class PageAddressesTest {
    private static final int REPOS = 12;
    private static final int BRANCHES = 12;

    /** What names are put together of: what means something in addresses, and what is written in some language. */
    private static final List<String> PARTS = List.of(
            "branches",
            "events",
            "info",
            "refs",
            "info/refs",
            "git-upload-pack",
            "x.git",
            "favicon.ico",
            "objects",
            "HEADs",
            "100%",
            "%2F",
            "%252e",
            "a;b",
            "a#b",
            "a+b&c=d",
            "'quoted'",
            "\"double\"",
            "<b>",
            "{x}",
            "a|b",
            "ü",
            "日本語",
            "😀",
            "a,b",
            "$(x)",
            "`x`",
            "!",
            "@",
            "-",
            "fix",
            "sessions",
            "api",
            "life=1",
            "main");

    private static final List<String> REPO_PARTS = List.of(
            "branches",
            "events",
            "info",
            "refs",
            "info/refs",
            "git-upload-pack",
            "git-receive-pack",
            "favicon.ico",
            "objects",
            "a",
            "b-c",
            "d.e",
            "UPPER",
            "sessions",
            "api");

    @Test
    void allOpen() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        try (HttpTestServer server = new HttpTestServer()) {
            Account ada = server.account("ada");
            Browser browser = new Browser(server.port, server.cookie(ada));
            List<Repo> repos = new ArrayList<>();
            for (String name : List.of("favicon.ico", "x/info/refs", "a/branches/b", "a")) {
                repos.add(server.repo(name, ada));
            }
            while (repos.size() < REPOS) {
                String name = joined(random, REPO_PARTS);
                if (RepoName.problemOf(name).isEmpty()
                        && server.store
                                .read(tx -> tx.repos().byName(new RepoName(name)))
                                .isEmpty()) {
                    repos.add(server.repo(name, ada));
                }
            }
            server.branch(repos.get(3), "b/branches/c", "");
            for (Repo repo : repos) {
                String board = Site.repo(repo.name());
                HttpResponse<String> page = browser.get(board);
                assertThat(page.statusCode()).as("seed %s: %s", seed, board).isEqualTo(200);
                assertThat(page.body())
                        .as("seed %s: %s", seed, board)
                        .contains(repo.name().value());
                List<String> names =
                        new ArrayList<>(List.of("c", "x/info/refs", "branches/b/branches/c", "x.git/HEAD/x"));
                while (names.size() < BRANCHES) {
                    String name = joined(random, PARTS);
                    if (BranchName.problemOf(name).isEmpty() && !names.contains(name)) {
                        names.add(name);
                    }
                }
                for (String name : names) {
                    Branch branch = server.branch(repo, name, "");
                    String address = Site.branch(repo.name(), branch.name());
                    HttpResponse<String> answer = browser.get(address);
                    assertThat(answer.statusCode())
                            .as("seed %s: %s of %s at %s", seed, name, repo.name(), address)
                            .isEqualTo(200);
                    assertThat(answer.body())
                            .as("seed %s: %s of %s at %s", seed, name, repo.name(), address)
                            .contains("?life=" + branch.id());
                }
            }
        }
    }

    private static String joined(Random random, List<String> parts) {
        StringBuilder name = new StringBuilder();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            name.append(i == 0 ? "" : "/").append(parts.get(random.nextInt(parts.size())));
        }
        return name.toString();
    }
}

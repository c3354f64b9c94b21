package dev.cook.http.palette;

import dev.cook.domain.PagePath;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.http.exchange.Site;
import dev.cook.http.queue.QueuePage;
import dev.cook.http.repository.RepoAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The pages that there are for everybody, and those of one repository. */
final class PalettePlaces {
    private PalettePlaces() {}

    /**
     * A place to go to.
     *
     * @param kind what it is, in a word
     * @param label its name, as text that nobody has escaped yet
     * @param detail where it is, or how
     */
    record Row(String kind, String label, String detail, String address) {
        /** The same where a proxy has the pages below a path. */
        Row below(String base) {
            return new Row(kind, label, detail, base + address);
        }

        /** Whether each of some words begins one of this row's. */
        boolean fits(String words) {
            List<String> own = words(label + " " + detail).toList();
            return words(words).allMatch(word -> own.stream().anyMatch(each -> each.startsWith(word)));
        }

        private static Stream<String> words(String text) {
            return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{IsAlphabetic}\\p{IsDigit}]+"))
                    .filter(word -> !word.isEmpty());
        }
    }

    static List<Row> everywhere() {
        return List.of(
                page("Overview", "", "/"),
                page("Needs attention", "", "/?show=needs"),
                page("Running", "", "/?show=running"),
                page("Queued", "", "/?show=queued"),
                page("Landed", "", "/?show=landed"),
                page("New branch", "", "/_/new"),
                page("Costs", "", "/_/costs"),
                page("Your account", "sign-ins, tokens, keys", "/_/account"));
    }

    static List<Row> of(Repo repo) {
        RepoName name = repo.name();
        String main = repo.defaultBranch().value();
        String of = name.value();
        return List.of(
                page("Files", of, RepoAddress.files(name, main, "")),
                page("History", of, RepoAddress.history(name, main, "")),
                page("Branches", of, RepoAddress.branches(name)),
                page("Tags", of, RepoAddress.tags(name)),
                page("Gates", of, RepoAddress.gates(name)),
                page("Queue of " + main, of, QueuePage.address(name, repo.defaultBranch())),
                page("New branch", of, "/_/new?repo=" + PagePath.encoded(of)),
                page("Search", of, RepoAddress.search(name, main)));
    }

    static Row repository(Repo repo) {
        return new Row("Repository", repo.name().value(), "", Site.repo(repo.name()));
    }

    /** The repository in whose pages a path is, if it is in any. */
    static Optional<RepoName> repoOf(String path) {
        int end = Stream.of(path.indexOf(PagePath.CONTENT), path.indexOf(PagePath.BRANCHES))
                .filter(at -> at > 0)
                .min(Integer::compare)
                .orElse(path.length());
        return RepoName.parse(path.substring(0, end));
    }

    private static Row page(String label, String detail, String address) {
        return new Row("Page", label, detail, address);
    }
}

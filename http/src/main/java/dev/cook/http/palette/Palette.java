package dev.cook.http.palette;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.hooks.Access;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Site;
import dev.cook.http.page.StatusColours;
import dev.cook.http.palette.PalettePlaces.Row;
import dev.cook.store.BranchLists.Scope;
import dev.cook.store.Overview;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what somebody may jump to: pages, repositories and branches whose words begin like theirs, as JSON. It names nothing that
 * whoever asks may not read, and reads as much of the database as one page of a search does.
 */
public final class Palette {
    public static final String PATH = "/_/go";

    /** As many as one looks through before one types another letter. */
    static final int MOST = 20;

    private static final int MOST_PAGES = 10;
    private static final int MOST_REPOS = 5;

    /** Characters of a search: more than anybody types. */
    private static final int LONGEST = 200;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;
    private final Site site;

    public Palette(Store store, Site site) {
        this.store = store;
        this.site = site;
    }

    public void answer(Exchange exchange, Caller caller) throws IOException {
        String typed = exchange.query("q").map(String::strip).orElse("");
        String words = typed.length() > LONGEST ? typed.substring(0, LONGEST) : typed;
        Optional<RepoName> at = exchange.query("at").flatMap(path -> PalettePlaces.repoOf(below(path)));
        List<Row> rows = store.read(tx -> rows(tx, caller, words, at));
        exchange.answer(
                200,
                Exchange.JSON,
                JSON.writeValueAsString(
                        rows.stream().map(row -> row.below(site.base())).toList()));
    }

    private String below(String path) {
        return path.startsWith(site.base()) ? path.substring(site.base().length()) : path;
    }

    private static List<Row> rows(Tx tx, Caller caller, String words, Optional<RepoName> at) {
        List<Repo> repos = Access.readable(tx, caller);
        Optional<Repo> here = at.flatMap(name -> repos.stream()
                .filter(repo -> repo.name().value().equalsIgnoreCase(name.value()))
                .findFirst());
        List<Row> rows = new ArrayList<>();
        Stream.concat(
                        here.stream().flatMap(repo -> PalettePlaces.of(repo).stream()),
                        PalettePlaces.everywhere().stream())
                .filter(row -> row.fits(words))
                .limit(MOST_PAGES)
                .forEach(rows::add);
        repos.stream()
                .filter(repo -> repo.name().value().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT)))
                .limit(MOST_REPOS)
                .map(PalettePlaces::repository)
                .forEach(rows::add);
        lines(tx, repos, words, MOST - rows.size()).stream()
                .map(Palette::branch)
                .forEach(rows::add);
        return rows;
    }

    /** Branches that words are about; of several words the first may also be of a repository's name. */
    private static List<Overview.Judged> lines(Tx tx, List<Repo> repos, String words, int limit) {
        List<BranchId> found = found(tx, repos, words, limit);
        int blank = words.indexOf(' ');
        if (found.isEmpty() && blank > 0) {
            String name = words.substring(0, blank).toLowerCase(Locale.ROOT);
            List<Repo> meant = repos.stream()
                    .filter(repo -> repo.name().value().toLowerCase(Locale.ROOT).contains(name))
                    .toList();
            found = found(tx, meant, words.substring(blank + 1), limit);
        }
        return tx.overview().lines(found);
    }

    private static List<BranchId> found(Tx tx, List<Repo> repos, String words, int limit) {
        return tx.branchLists()
                .found(new Scope(repos.stream().map(Repo::id).toList(), Optional.empty()), words, List.of(), 0, limit);
    }

    private static Row branch(Overview.Judged line) {
        Branch branch = line.branch();
        return new Row(
                "Branch",
                branch.name().value(),
                line.repo() + ", " + StatusColours.word(line),
                Site.branch(line.repo(), branch.name()) + "?life=" + branch.id());
    }
}

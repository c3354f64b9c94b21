package dev.cook.http.repository;

import dev.cook.domain.Caller;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.git.CommitLine;
import dev.cook.git.Revisions;
import dev.cook.git.Revisions.Found;
import dev.cook.git.Trees;
import dev.cook.git.browse.Blame;
import dev.cook.git.browse.History;
import dev.cook.git.browse.HistoryReader;
import dev.cook.git.browse.PathContent;
import dev.cook.git.browse.PathReader;
import dev.cook.git.browse.RefList;
import dev.cook.git.browse.RepositoryReaders;
import dev.cook.git.browse.SearchHits;
import dev.cook.git.browse.SearchReader;
import dev.cook.git.diff.Diffs;
import dev.cook.hooks.Access;
import dev.cook.http.api.ProblemJson;
import dev.cook.http.api.TokenHolders;
import dev.cook.http.change.DiffView;
import dev.cook.http.change.DiffWindows;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a repository holds, as JSON, for programs that have no clone: the same as {@link RepositoryPages}, under the same addresses
 * below {@code /api/v1/repos}, with the token of an account as the bearer. A browser's cookie is not looked at.
 */
public final class ContentApi implements Route {
    private static final String PREFIX = "/api/v1/repos";

    private static final String HEADS = "/-/heads";

    /** Bytes of a file that is sent in JSON. */
    private static final int LARGEST_FILE = 1 << 20;

    /** Commits of a comparison that are listed. */
    private static final int MOST_COMMITS = 100;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;
    private final TokenHolders clients;
    private final RepositoryReaders readers;
    private final Trees trees;
    private final Diffs diffs;
    private final DiffWindows windows;
    private final HeavyReads heavy;

    public ContentApi(Store store, TokenHolders clients, RepositoryReaders readers, Trees trees, Diffs diffs) {
        this.store = store;
        this.clients = clients;
        this.readers = readers;
        this.trees = trees;
        this.diffs = diffs;
        this.windows = new DiffWindows(diffs);
        this.heavy = new HeavyReads(this::problem);
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.path().startsWith(PREFIX + "/")) {
            return false;
        }
        Optional<RepoAddress.Asked> asked = asked(exchange.path().substring(PREFIX.length()));
        Optional<Caller.AccountCaller> caller = clients.caller(exchange);
        if (caller.isEmpty()) {
            return true;
        }
        if (!exchange.isRead()) {
            exchange.set(HttpHeader.ALLOW, "GET, HEAD");
            problem(
                    exchange,
                    new Problem(405, "Method not allowed", "This address accepts GET only.", "Send a GET request."));
            return true;
        }
        Optional<Repo> repo = asked.flatMap(found -> RepoName.parse(found.repo()))
                .flatMap(name -> store.read(tx -> Access.readable(tx, caller.get(), name)));
        if (repo.isPresent()) {
            answer(exchange, caller.get(), repo.get(), asked.orElseThrow());
        } else {
            problem(exchange, Problem.missing("repository or address at", exchange.path()));
        }
        return true;
    }

    /** The API calls the refs of branches heads: below branches are their lives. */
    private static Optional<RepoAddress.Asked> asked(String path) {
        return path.endsWith(HEADS)
                ? Optional.of(new RepoAddress.Asked(
                        path.substring(0, path.length() - HEADS.length()), RepoAddress.Kind.BRANCHES, ""))
                : RepoAddress.parse(path).filter(found -> found.kind() != RepoAddress.Kind.BRANCHES);
    }

    private void answer(Exchange exchange, Caller.AccountCaller caller, Repo repo, RepoAddress.Asked asked)
            throws IOException {
        switch (asked.kind()) {
            case BRANCHES -> refs(exchange, readers.refs().branches(repo.id(), query(exchange), from(exchange)));
            case TAGS -> refs(exchange, readers.refs().tags(repo.id(), query(exchange), from(exchange)));
            case COMPARE -> compare(exchange, repo, asked.rest());
            case RAW, GATES -> problem(exchange, Problem.missing("address", exchange.path()));
            case FILES, BLAME, HISTORY, COMMIT, SEARCH -> {
                Optional<String> path = exchange.query("path");
                String name = asked.rest().isEmpty() ? repo.defaultBranch().value() : asked.rest();
                Optional<Revisions.Named> at = named(
                        exchange,
                        path.isPresent()
                                ? readers.revisions().commit(repo.id(), name)
                                : readers.revisions().path(repo.id(), name),
                        name);
                if (at.isPresent()) {
                    at(
                            exchange,
                            asked.kind(),
                            new Place(
                                    caller, repo, at.get(), path.orElse(at.get().path())));
                }
            }
        }
    }

    private void at(Exchange exchange, RepoAddress.Kind kind, Place place) throws IOException {
        switch (kind) {
            case FILES -> files(exchange, place);
            case BLAME -> heavy.answer(exchange, () -> blame(exchange, place));
            case HISTORY -> heavy.answer(exchange, () -> history(exchange, place));
            case SEARCH -> heavy.answer(exchange, () -> search(exchange, place));
            case COMMIT -> commit(exchange, place);
            case RAW, COMPARE, BRANCHES, TAGS, GATES -> throw new IllegalStateException("answered before: " + kind);
        }
    }

    private void files(Exchange exchange, Place place) throws IOException {
        if (exchange.isKnown(PageVersion.of(exchange, place))) {
            return;
        }
        RepoId repo = place.repo().id();
        Oid commit = place.at().commit();
        PathContent content = readers.paths().read(repo, commit, place.path(), from(exchange));
        switch (content) {
            case PathContent.Nothing _ -> {
                exchange.startOver();
                problem(exchange, Problem.missing("file", place.path()));
            }
            case PathContent.Directory directory ->
                say(
                        exchange,
                        new ContentJson.Directory(
                                commit.hex(),
                                place.path(),
                                "directory",
                                directory.entries().stream()
                                        .map(ContentJson.Entry::of)
                                        .toList(),
                                directory.all(),
                                next(exchange, directory.next())));
            case PathContent.Submodule module ->
                say(
                        exchange,
                        new ContentJson.Submodule(
                                commit.hex(),
                                place.path(),
                                "submodule",
                                module.commit().hex()));
            case PathContent.Link _ -> file(exchange, place, "link");
            case PathContent.Text text -> file(exchange, place, text.executable() ? "executable" : "file");
            case PathContent.Binary _, PathContent.LargeFile _ -> file(exchange, place, "file");
        }
    }

    private void file(Exchange exchange, Place place, String kind) throws IOException {
        Oid commit = place.at().commit();
        try (PathReader.Raw raw = readers.paths()
                .raw(place.repo().id(), commit, place.path())
                .orElseThrow(() -> new IllegalStateException("a file is gone from a commit"))) {
            Optional<byte[]> bytes =
                    raw.size() > LARGEST_FILE ? Optional.<byte[]>empty() : Optional.of(raw.bytes(LARGEST_FILE));
            Optional<String> text = bytes.flatMap(ContentApi::utf8);
            say(
                    exchange,
                    new ContentJson.File(
                            commit.hex(),
                            place.path(),
                            kind,
                            raw.size(),
                            bytes.map(_ -> text.isPresent() ? "utf-8" : "base64"),
                            text.or(() -> bytes.map(all -> Base64.getEncoder().encodeToString(all))),
                            RepoAddress.raw(place.name(), commit.hex(), place.path())));
        }
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private void blame(Exchange exchange, Place place) throws IOException {
        switch (readers.blames().read(place.repo().id(), place.at().commit(), place.path())) {
            case Blame.Lines lines ->
                say(
                        exchange,
                        new ContentJson.BlameOf(
                                place.at().commit().hex(),
                                place.path(),
                                lines.regions().stream()
                                        .map(ContentJson.Region::of)
                                        .toList()));
            case Blame.NoText _ -> problem(exchange, Problem.missing("text file", place.path()));
            case Blame.TooLarge _ ->
                problem(
                        exchange,
                        new Problem(422, "Too large", "The file is too large to trace.", "Run git blame in a clone."));
            case Blame.TooSlow _ ->
                problem(
                        exchange,
                        new Problem(
                                503,
                                "Took too long",
                                "The history of the file is too long to trace within a few seconds.",
                                "Run git blame in a clone."));
        }
    }

    private void history(Exchange exchange, Place place) throws IOException {
        if (from(exchange) > HistoryReader.FARTHEST) {
            problem(
                    exchange,
                    new Problem(
                            400,
                            "Too far back",
                            "A history goes back " + HistoryReader.FARTHEST + " commits.",
                            "Ask for the history of an older commit."));
            return;
        }
        Oid commit = place.at().commit();
        History history = readers.histories().read(place.repo().id(), commit, place.path(), from(exchange));
        // Of the same commit, whatever is pushed meanwhile.
        String same = PREFIX + RepoAddress.history(place.name(), commit.hex(), place.path());
        say(
                exchange,
                new ContentJson.History(
                        commit.hex(),
                        place.path(),
                        history.commits().stream().map(ContentJson.Commit::of).toList(),
                        history.inTime(),
                        history.next().map(from -> RepoAddress.with(same, "from=" + from))));
    }

    private void search(Exchange exchange, Place place) throws IOException {
        String query = exchange.query("q").orElse("");
        if (query.isBlank()
                || query.length() > SearchReader.LONGEST_QUERY
                || query.lines().count() > 1) {
            problem(
                    exchange,
                    new Problem(
                            400,
                            "No search text",
                            "The parameter q needs one line of 1 to " + SearchReader.LONGEST_QUERY + " characters.",
                            "Send it as ?q=TEXT."));
            return;
        }
        SearchHits hits = readers.searches().read(place.repo().id(), place.at().commit(), query);
        say(
                exchange,
                new ContentJson.Found(
                        place.at().commit().hex(),
                        hits.paths(),
                        hits.files().stream().map(ContentJson.FoundFile::of).toList(),
                        hits.all(),
                        hits.why()));
    }

    private void commit(Exchange exchange, Place place) throws IOException {
        Oid id = place.at().commit();
        if (!place.path().isEmpty()) {
            problem(exchange, Problem.missing("commit", place.path()));
            return;
        }
        var commit = readers.histories().commit(place.repo().id(), id);
        Optional<ContentJson.Diff> diff =
                diff(exchange, place.repo().id(), commit.parents().stream().findFirst(), id);
        if (diff.isPresent()) {
            say(exchange, ContentJson.CommitDiff.of(commit, diff.get()));
        }
    }

    private void compare(Exchange exchange, Repo repo, String names) throws IOException {
        int dots = names.indexOf("...");
        if (dots < 0) {
            problem(
                    exchange,
                    new Problem(
                            400,
                            "Nothing to compare with",
                            "The address names no two refs to compare.",
                            "Write both with three dots between them: A...B."));
            return;
        }
        String first = names.substring(0, dots);
        String second = names.substring(dots + 3);
        Optional<Revisions.Named> from = named(exchange, readers.revisions().commit(repo.id(), first), first);
        Optional<Revisions.Named> to = from.isEmpty()
                ? Optional.empty()
                : named(exchange, readers.revisions().commit(repo.id(), second), second);
        if (to.isPresent()) {
            heavy.answer(
                    exchange,
                    () -> compare(
                            exchange,
                            repo.id(),
                            from.orElseThrow().commit(),
                            to.get().commit()));
        }
    }

    private void compare(Exchange exchange, RepoId repo, Oid from, Oid to) throws IOException {
        Optional<Oid> base = trees.mergeBase(repo, from, to);
        Optional<ContentJson.Diff> diff = diff(exchange, repo, base, to);
        if (diff.isPresent()) {
            List<CommitLine> commits = trees.log(repo, to, from, MOST_COMMITS + 1);
            say(
                    exchange,
                    new ContentJson.Comparison(
                            from.hex(),
                            to.hex(),
                            base.map(Oid::hex),
                            commits.stream()
                                    .limit(MOST_COMMITS)
                                    .map(ContentJson.Commit::of)
                                    .toList(),
                            commits.size() > MOST_COMMITS,
                            diff.get()));
        }
    }

    private Optional<ContentJson.Diff> diff(Exchange exchange, RepoId repo, Optional<Oid> from, Oid to)
            throws IOException {
        Diffs.Files files = diffs.files(repo, from, to);
        int first = from(exchange);
        if (first > files.files().size()) {
            problem(exchange, Problem.missing("file of this diff"));
            return Optional.empty();
        }
        DiffWindows.Window window = windows.from(repo, files, first, DiffView.of(exchange));
        return Optional.of(new ContentJson.Diff(
                files.files().size(),
                files.cut(),
                window.shown().stream().map(ContentJson.ChangedFile::of).toList(),
                next(exchange, window.next())));
    }

    private void refs(Exchange exchange, RefList list) throws IOException {
        say(
                exchange,
                new ContentJson.Refs(
                        list.lines().stream().map(ContentJson.Ref::of).toList(),
                        list.all(),
                        next(exchange, list.next())));
    }

    private Optional<Revisions.Named> named(Exchange exchange, Found found, String text) throws IOException {
        switch (found) {
            case Found.One(Revisions.Named named) -> {
                return Optional.of(named);
            }
            case Found.Nothing() -> problem(exchange, Problem.missing("branch, tag or commit", text));
            case Found.TooSlow() -> problem(exchange, RepositoryPages.TOO_SLOW);
        }
        return Optional.empty();
    }

    /** Where the next part is: the address that was asked for, from further on. */
    private static Optional<String> next(Exchange exchange, Optional<Integer> from) {
        String asked = exchange.pathAndQuery();
        int query = asked.indexOf('?');
        String path = query < 0 ? asked : asked.substring(0, query);
        String others = query < 0
                ? ""
                : List.of(asked.substring(query + 1).split("&")).stream()
                        .filter(word -> !word.startsWith("from="))
                        .reduce("", (all, word) -> all + word + "&");
        return from.map(at -> path + "?" + others + "from=" + at);
    }

    private static int from(Exchange exchange) {
        return FilesPages.from(exchange).orElse(0);
    }

    private static String query(Exchange exchange) {
        return exchange.query("q").filter(text -> text.length() <= 100).orElse("");
    }

    private void say(Exchange exchange, Object json) throws IOException {
        exchange.answer(200, Exchange.JSON, store.redacted(JSON.writeValueAsString(json)) + "\n");
    }

    private void problem(Exchange exchange, Problem problem) throws IOException {
        ProblemJson.answer(exchange, problem);
    }
}

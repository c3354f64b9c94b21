package dev.cook.hooks;

import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.TreeEntry;
import dev.cook.git.Trees;
import dev.cook.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/** The repositories of this server that a commit has as submodules, and those that these have. */
final class Submodules {
    private static final String FILE = ".gitmodules";

    private static final String SECTION = "submodule";

    /** Bytes of the file that are read; a push whose file is larger is refused. */
    private static final int LONGEST = 1 << 20;

    /** Of one commit, with those below: each is a query, and a row. */
    private static final int MOST = 50;

    /** Submodules of submodules; who nests them deeper than that has made a circle. */
    private static final int DEEPEST = 5;

    /** Heads of one push whose submodules are looked at; a mirror of thousands starts no agents. */
    private static final int MOST_HEADS = 20;

    private final Store store;
    private final Trees trees;
    private final OwnAddresses addresses;

    Submodules(Store store, Trees trees, OwnAddresses addresses) {
        this.store = store;
        this.trees = trees;
        this.addresses = addresses;
    }

    /** One entry of the file, as far as it is of this server. */
    record Named(String path, RepoName repo) {}

    /** What the heads have as submodules that a person moves: read here, as no transaction reads objects. */
    Map<String, List<RepoName>> of(Caller caller, RepoId repo, RepoName name, List<PushTransaction.Wanted> wanted) {
        if (!(caller instanceof Caller.AccountCaller)) {
            return Map.of();
        }
        Map<String, List<RepoName>> found = new HashMap<>();
        wanted.stream()
                .filter(head ->
                        head.to().isPresent() && BranchName.ofRef(head.ref()).isPresent())
                .limit(MOST_HEADS)
                .forEach(head ->
                        found.put(head.ref(), of(caller, repo, name, head.to().orElseThrow())));
        return found;
    }

    /**
     * Those of a commit that was pushed to a repository called {@code own}. Below one that the caller may not read nothing is
     * looked for.
     */
    private List<RepoName> of(Caller caller, RepoId repo, RepoName own, Oid commit) {
        Set<RepoName> found = new LinkedHashSet<>();
        collect(caller, repo, own, commit, 1, found);
        return List.copyOf(found);
    }

    private void collect(Caller caller, RepoId repo, RepoName own, Oid commit, int level, Set<RepoName> found) {
        if (!(trees.entry(repo, commit, FILE, LONGEST) instanceof TreeEntry.File file)) {
            return;
        }
        for (Named named : named(addresses, own, new String(file.bytes(), StandardCharsets.UTF_8))) {
            if (found.size() == MOST) {
                return;
            }
            if (!found.add(named.repo()) || level == DEEPEST) {
                continue;
            }
            Optional<Repo> below = store.read(tx -> Access.readable(tx, caller, named.repo()));
            below.ifPresent(one -> trees.submodule(repo, commit, named.path())
                    .filter(at -> trees.commit(one.id(), at).isPresent())
                    .ifPresent(at -> collect(caller, one.id(), named.repo(), at, level + 1, found)));
        }
    }

    static List<Named> named(OwnAddresses addresses, RepoName own, String file) {
        Config config = new Config();
        try {
            config.fromText(file);
        } catch (ConfigInvalidException e) {
            return List.of();
        }
        List<Named> all = new ArrayList<>();
        for (String name : config.getSubsections(SECTION)) {
            String path = config.getString(SECTION, name, "path");
            Stream.of(config.getStringList(SECTION, name, "url"))
                    .flatMap(url -> resolved(addresses, own, url).stream())
                    .forEach(repo -> all.add(new Named(path == null ? name : path, repo)));
        }
        return all;
    }

    /** As git does it: each {@code ../} takes a part off the address of the repository itself. */
    private static Optional<RepoName> resolved(OwnAddresses addresses, RepoName own, String url) {
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return addresses.path(url).flatMap(RepoName::parse);
        }
        Deque<String> parts = new ArrayDeque<>(List.of(own.value().split("/")));
        for (String part : url.split("/")) {
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    return Optional.empty();
                }
                parts.removeLast();
            } else if (!part.equals(".") && !part.isEmpty()) {
                parts.addLast(part);
            }
        }
        return RepoName.parse(String.join("/", parts));
    }
}

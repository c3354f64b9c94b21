package dev.cook.hooks;

import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.TreeEntry;
import dev.cook.git.Trees;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/** The repositories of this server that a commit has as submodules, as far as their addresses are relative to its own. */
final class Submodules {
    private static final String FILE = ".gitmodules";

    /** Bytes of the file that are read; a push whose file is larger is refused. */
    private static final int LONGEST = 1 << 20;

    /** Each is a query, and a row. */
    private static final int MOST = 50;

    /** Heads of one push whose submodules are looked at; a mirror of thousands starts no agents. */
    private static final int MOST_HEADS = 20;

    private Submodules() {}

    /** What the heads have as submodules that a person moves: read here, as no transaction reads objects. */
    static Map<String, List<RepoName>> of(
            Trees trees, RepoId repo, RepoName name, Caller caller, List<PushTransaction.Wanted> wanted) {
        if (!(caller instanceof Caller.AccountCaller)) {
            return Map.of();
        }
        Map<String, List<RepoName>> found = new HashMap<>();
        wanted.stream()
                .filter(head ->
                        head.to().isPresent() && BranchName.ofRef(head.ref()).isPresent())
                .limit(MOST_HEADS)
                .forEach(head ->
                        found.put(head.ref(), of(trees, repo, name, head.to().orElseThrow())));
        return found;
    }

    /** Those of a commit that was pushed to a repository called {@code own}. */
    static List<RepoName> of(Trees trees, RepoId repo, RepoName own, Oid commit) {
        return switch (trees.entry(repo, commit, FILE, LONGEST)) {
            case TreeEntry.File file -> named(own, new String(file.bytes(), StandardCharsets.UTF_8));
            case TreeEntry.Nothing _, TreeEntry.Other _ -> List.of();
        };
    }

    static List<RepoName> named(RepoName own, String file) {
        Config config = new Config();
        try {
            config.fromText(file);
        } catch (ConfigInvalidException e) {
            return List.of();
        }
        return config.getSubsections("submodule").stream()
                .flatMap(name -> Stream.of(config.getStringList("submodule", name, "url")))
                .flatMap(url -> resolved(own, url).stream())
                .distinct()
                .limit(MOST)
                .toList();
    }

    /** As git does it: each {@code ../} takes a part off the address of the repository itself. */
    private static Optional<RepoName> resolved(RepoName own, String url) {
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return Optional.empty();
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

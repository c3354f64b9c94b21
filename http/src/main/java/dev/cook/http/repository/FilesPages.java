package dev.cook.http.repository;

import dev.cook.domain.RepoId;
import dev.cook.git.browse.Blame;
import dev.cook.git.browse.DirectoryEntry;
import dev.cook.git.browse.PathContent;
import dev.cook.git.browse.PathReader;
import dev.cook.git.browse.RepositoryReaders;
import dev.cook.git.browse.TextContent;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.page.PageRenderer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Directories and files of a commit, and which commit each line is from. */
final class FilesPages {
    /** Bytes of a text that is rendered; what is longer is shown as its source. */
    private static final int LARGEST_DOCUMENT = 256 * 1024;

    /** In the order in which they are looked for. */
    private static final List<String> READMES = List.of("readme.md", "readme.markdown", "readme", "readme.txt");

    private final PageRenderer shown;
    private final RepositoryReaders readers;

    FilesPages(PageRenderer shown, RepositoryReaders readers) {
        this.shown = shown;
        this.readers = readers;
    }

    void answer(Exchange exchange, Place place) throws IOException {
        if (exchange.isKnown(PageVersion.of(exchange, place))) {
            return;
        }
        RepoId repo = place.repo().id();
        PathContent content = readers.paths()
                .read(repo, place.at().commit(), place.path(), from(exchange).orElse(0));
        if (content instanceof PathContent.Nothing) {
            exchange.startOver();
            shown.problem(
                    exchange,
                    Problem.missing("file", place.path() + " at " + place.at().shortName()));
            return;
        }
        shown.show(
                exchange,
                place.caller(),
                "repository/files",
                Map.of(
                        "page",
                        new FilesPage(
                                place,
                                content,
                                content instanceof PathContent.Directory
                                        ? readers
                                                .histories()
                                                .read(repo, place.at().commit(), "", 0)
                                                .commits()
                                                .stream()
                                                .findFirst()
                                        : Optional.empty(),
                                document(exchange, place, content))));
    }

    static Optional<Integer> from(Exchange exchange) {
        return exchange.query("from").filter(text -> text.matches("[0-9]{1,8}")).map(Integer::valueOf);
    }

    private Optional<FilesPage.Document> document(Exchange exchange, Place place, PathContent content)
            throws IOException {
        return switch (content) {
            case PathContent.Directory directory -> {
                Optional<String> name = readme(directory);
                yield name.isPresent() ? read(place, place.child(name.get())) : Optional.empty();
            }
            case PathContent.Text _ ->
                isMarkdown(place.path()) && exchange.query("plain").isEmpty()
                        ? read(place, place.path())
                                .filter(document -> document.html().isPresent())
                        : Optional.empty();
            case PathContent.Nothing _,
                    PathContent.Submodule _,
                    PathContent.Link _,
                    PathContent.Binary _,
                    PathContent.LargeFile _ -> Optional.empty();
        };
    }

    private static Optional<String> readme(PathContent.Directory directory) {
        for (String wanted : READMES) {
            for (DirectoryEntry entry : directory.entries()) {
                if (!entry.isDirectory()
                        && entry.named()
                        && entry.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                    return Optional.of(entry.name());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isMarkdown(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.endsWith(".md") || lower.endsWith(".markdown");
    }

    private Optional<FilesPage.Document> read(Place place, String path) throws IOException {
        Optional<PathReader.Raw> raw =
                readers.paths().raw(place.repo().id(), place.at().commit(), path);
        if (raw.isEmpty()) {
            return Optional.empty();
        }
        try (PathReader.Raw file = raw.get()) {
            if (file.size() > LARGEST_DOCUMENT) {
                return Optional.empty();
            }
            return TextContent.of(file.bytes(LARGEST_DOCUMENT)).map(text -> {
                String directory = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
                Optional<String> html = isMarkdown(path)
                        ? Markdown.html(text.text(), new MarkdownLinks(place.name(), place.revision(), directory))
                        : Optional.empty();
                return new FilesPage.Document(path.substring(path.lastIndexOf('/') + 1), html, text.text());
            });
        }
    }

    void blame(Exchange exchange, Place place) throws IOException {
        if (exchange.isKnown(PageVersion.of(exchange, place))) {
            return;
        }
        Blame blame = readers.blames().read(place.repo().id(), place.at().commit(), place.path());
        if (blame instanceof Blame.NoText) {
            exchange.startOver();
            shown.problem(
                    exchange,
                    Problem.missing(
                            "text file", place.path() + " at " + place.at().shortName()));
            return;
        }
        shown.show(exchange, place.caller(), "repository/blame", Map.of("place", place, "blame", blame));
    }
}

package dev.cook.http.repository;

import dev.cook.domain.Oid;
import dev.cook.git.CommitLine;
import dev.cook.git.browse.Blame;
import dev.cook.git.browse.CommitDetail;
import dev.cook.git.browse.DirectoryEntry;
import dev.cook.git.browse.RefList;
import dev.cook.git.browse.SearchHits;
import dev.cook.git.diff.FileDiff;
import dev.cook.git.diff.FileDiff.Span;
import dev.cook.http.change.ChangePage;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the API says of a repository's content. Names of records are not in the JSON, names of their parts are. */
final class ContentJson {
    private ContentJson() {}

    record Commit(String id, String subject, String author, Instant committedAt) {
        static Commit of(CommitLine line) {
            return new Commit(line.id().hex(), line.subject(), line.author(), line.at());
        }
    }

    record Person(String name, String email, Instant at) {
        static Person of(CommitDetail.Person person) {
            return new Person(person.name(), person.email(), person.at());
        }
    }

    record Entry(String name, String kind, String id) {
        static Entry of(DirectoryEntry entry) {
            return new Entry(entry.name(), word(entry.kind()), entry.id().hex());
        }
    }

    record Directory(String commit, String path, String kind, List<Entry> entries, int total, Optional<String> next) {}

    /**
     * @param content empty where it is longer than the API sends
     * @param encoding of the content: {@code utf-8}, or {@code base64} for what is no UTF-8 text
     */
    record File(
            String commit,
            String path,
            String kind,
            long size,
            Optional<String> encoding,
            Optional<String> content,
            String raw) {}

    record Submodule(String commit, String path, String kind, String id) {}

    record History(String commit, String path, List<Commit> commits, boolean complete, Optional<String> next) {}

    record Line(String change, Optional<Integer> oldNumber, Optional<Integer> newNumber, String text) {
        static Line of(FileDiff.Line line) {
            return new Line(lower(line.change()), line.oldNumber(), line.newNumber(), words(line.spans()));
        }
    }

    record Hunk(int oldStart, int newStart, List<Line> lines) {
        static Hunk of(FileDiff.Hunk hunk) {
            return new Hunk(
                    hunk.oldStart(),
                    hunk.newStart(),
                    hunk.lines().stream().map(Line::of).toList());
        }
    }

    /** @param omitted why there are no hunks although the content differs: what it is, or how long */
    record ChangedFile(String path, Optional<String> before, String kind, Optional<String> omitted, List<Hunk> hunks) {
        static ChangedFile of(ChangePage.Shown shown) {
            return new ChangedFile(
                    shown.file().path(),
                    shown.file().before(),
                    shown.file().kind().word(),
                    shown.folded().or(() -> shown.diff().flatMap(ContentJson::omitted)),
                    shown.lines().stream()
                            .flatMap(lines -> lines.hunks().stream())
                            .map(Hunk::of)
                            .toList());
        }
    }

    record Diff(int total, boolean cut, List<ChangedFile> files, Optional<String> next) {}

    record CommitDiff(
            String id,
            List<String> parents,
            Person author,
            Person committer,
            String message,
            boolean messageCut,
            Diff diff) {
        static CommitDiff of(CommitDetail commit, Diff diff) {
            return new CommitDiff(
                    commit.id().hex(),
                    commit.parents().stream().map(Oid::hex).toList(),
                    Person.of(commit.author()),
                    Person.of(commit.committer()),
                    commit.message(),
                    commit.cut(),
                    diff);
        }
    }

    record Comparison(String from, String to, Optional<String> base, List<Commit> commits, boolean more, Diff diff) {}

    record Region(Commit commit, String path, int firstLine, int lines) {
        static Region of(Blame.Region region) {
            return new Region(
                    Commit.of(region.commit()),
                    region.path(),
                    region.first(),
                    region.lines().size());
        }
    }

    record BlameOf(String commit, String path, List<Region> regions) {}

    record FoundLine(int number, String text) {}

    record FoundFile(String path, List<FoundLine> lines, boolean more) {
        static FoundFile of(SearchHits.FileHits file) {
            return new FoundFile(
                    file.path(),
                    file.lines().stream()
                            .map(line -> new FoundLine(line.number(), words(line.spans())))
                            .toList(),
                    file.more());
        }
    }

    record Found(String commit, List<String> paths, List<FoundFile> files, boolean complete, String reason) {}

    record Ref(String name, String ref, Optional<Commit> commit) {
        static Ref of(RefList.Line line) {
            return new Ref(line.name(), line.ref(), line.commit().map(Commit::of));
        }
    }

    record Refs(List<Ref> refs, int total, Optional<String> next) {}

    private static Optional<String> omitted(FileDiff diff) {
        return switch (diff) {
            case FileDiff.Lines _, FileDiff.SameContent _ -> Optional.<String>empty();
            case FileDiff.Binary _ -> Optional.of("binary");
            case FileDiff.TooLarge _ -> Optional.of("too large");
            case FileDiff.LargeFile _ -> Optional.of("git lfs");
            case FileDiff.Submodule _ -> Optional.of("submodule");
            case FileDiff.Unreadable _ -> Optional.of("unreadable");
        };
    }

    static String word(DirectoryEntry.Kind kind) {
        return switch (kind) {
            case DIRECTORY -> "directory";
            case FILE -> "file";
            case EXECUTABLE -> "executable";
            case LINK -> "link";
            case SUBMODULE -> "submodule";
        };
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String words(List<Span> spans) {
        return spans.stream().map(Span::text).collect(Collectors.joining());
    }
}

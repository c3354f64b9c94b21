package dev.cook.http.repository;

import dev.cook.domain.LfsObject;
import dev.cook.git.LfsPointer;
import dev.cook.git.browse.PathReader;
import dev.cook.git.browse.TextContent;
import dev.cook.git.diff.ImageType;
import dev.cook.hooks.lfs.Lfs;
import dev.cook.hooks.lfs.LfsOperation;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Site;
import dev.cook.http.page.PageRenderer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * The bytes of a file, for people and for images in a README. Nothing that is served here can run: text is plain text, only images
 * without programs are shown as such, and anything else is saved to a file; a sandbox is around all of it.
 */
final class RawFiles {
    private static final String SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'";

    private final PageRenderer shown;
    private final PathReader paths;
    private final Lfs lfs;

    RawFiles(PageRenderer shown, PathReader paths, Lfs lfs) {
        this.shown = shown;
        this.paths = paths;
        this.lfs = lfs;
    }

    void answer(Exchange exchange, Place place) throws IOException {
        Optional<PathReader.Raw> found = paths.raw(place.repo().id(), place.at().commit(), place.path());
        if (found.isEmpty()) {
            shown.problem(
                    exchange,
                    Problem.missing("file", place.path() + " at " + place.at().shortName()));
            return;
        }
        try (PathReader.Raw raw = found.get()) {
            exchange.set("Content-Security-Policy", SANDBOX);
            byte[] head = raw.head();
            Optional<LfsObject> large = raw.size() == head.length ? LfsPointer.read(head) : Optional.<LfsObject>empty();
            if (large.isPresent()) {
                large(exchange, place, large.get());
                return;
            }
            if (exchange.isKnown(PageVersion.of(exchange, place))) {
                return;
            }
            Optional<String> image = ImageType.of(head);
            boolean isText = image.isEmpty() && TextContent.isText(head);
            if (image.isEmpty() && !isText) {
                save(exchange, place.last());
            }
            String type = image.orElse(isText ? Exchange.TEXT : "application/octet-stream");
            exchange.stream(type, raw.size(), raw::writeTo);
        }
    }

    /** The file that Git LFS keeps, in place of what points to it. */
    private void large(Exchange exchange, Place place, LfsObject object) throws IOException {
        Optional<FileChannel> content =
                switch (lfs.open(place.caller(), place.name().value(), LfsOperation.DOWNLOAD)) {
                    case Lfs.Opened.Granted(var repository) -> repository.open(object.oid());
                    case Lfs.Opened.Missing _, Lfs.Opened.Forbidden _ -> Optional.<FileChannel>empty();
                };
        if (content.isEmpty()) {
            shown.problem(
                    exchange,
                    new Problem(
                            404,
                            "Not found",
                            "Nobody has uploaded this file to Git LFS.",
                            "Run git lfs push --all in a clone that has it."));
            return;
        }
        try (FileChannel file = content.get()) {
            save(exchange, place.last());
            exchange.file(200, file, 0, file.size());
        }
    }

    private static void save(Exchange exchange, String name) {
        exchange.set(
                "Content-Disposition",
                "attachment; filename*=UTF-8''" + Site.encoded(name).replace("/", "%2F"));
    }
}

package dev.cook.http.repository;

import dev.cook.domain.Secrets;
import dev.cook.http.exchange.Exchange;
import java.util.HexFormat;

/** A version of a page that shows a commit, which never changes: whoever has it need not be sent it again. */
final class PageVersion {
    /** Changes with each start of the server, as pages may with a new version of it. */
    private static final String SERVER = Secrets.fresh("");

    private PageVersion() {}

    static String of(Exchange exchange, Place place) {
        String all = String.join(
                "\0",
                SERVER,
                exchange.pathAndQuery(),
                place.at().commit().hex(),
                place.repo().name().value(),
                place.caller().name());
        return HexFormat.of().formatHex(Secrets.hash(all)).substring(0, 32);
    }
}

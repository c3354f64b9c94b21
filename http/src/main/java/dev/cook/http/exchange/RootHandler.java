package dev.cook.http.exchange;

import dev.cook.http.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.ZipException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where every request enters, on a virtual thread of its own: finds the area that answers it and turns failures into answers. */
public final class RootHandler extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(RootHandler.class);

    /** What is answered to a connection that is one of those kept for the server's health. */
    private static final String FULL = "the server has too many connections; try again in a minute\n";

    private final List<Route> areas;
    private final List<Route> overSsh;
    private final HttpLimits limits;
    private final Predicate<InetAddress> proxies;
    private final Site site;
    private final Problems problems;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param areas asked in this order; the last one answers whatever the others did not
     * @param overSsh asked instead where somebody comes through an environment's SSH connection
     * @param proxies whom it is believed for whom they ask
     * @param site how clients reach this server
     */
    public RootHandler(
            List<Route> areas,
            List<Route> overSsh,
            HttpLimits limits,
            Predicate<InetAddress> proxies,
            Site site,
            Problems problems) {
        this.areas = List.copyOf(areas);
        this.overSsh = List.copyOf(overSsh);
        this.limits = limits;
        this.proxies = proxies;
        this.site = site;
        this.problems = problems;
    }

    /** How a problem is shown. */
    public interface Problems {
        void show(Exchange exchange, Problem problem) throws IOException;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        WatchedEndPoint.of(request).ifPresent(connection -> {
            connection.serve();
            Request.addCompletionListener(request, _ -> connection.rest());
        });
        try {
            answer(request, response);
            callback.succeeded();
        } catch (EofException e) {
            log.debug("{} went away", Request.getRemoteAddr(request), e);
            callback.failed(e);
        } catch (Exception e) {
            // An answer that began cannot be taken back: cutting it off is how the client learns.
            callback.failed(e);
        }
        return true;
    }

    private void answer(Request request, Response response) throws IOException {
        Exchange exchange;
        try {
            exchange = new Exchange(request, response, limits, proxies, site);
        } catch (IllegalArgumentException e) {
            Response.writeError(request, response, Callback.NOOP, 400);
            return;
        }
        SecurityHeaders.set(exchange);
        if (!exchange.path().equals(Health.PATH)
                && WatchedEndPoint.of(request)
                        .filter(WatchedEndPoint::mayOnlyAskForHealth)
                        .isPresent()) {
            exchange.set(HttpHeader.CONNECTION, "close");
            exchange.answer(503, Exchange.TEXT, FULL);
            return;
        }
        try {
            boolean isOverSsh = request.getConnectionMetaData().getConnector() instanceof UnixDomainServerConnector;
            for (Route area : isOverSsh ? overSsh : areas) {
                if (area.answer(exchange)) {
                    return;
                }
            }
            throw new IllegalStateException("no area answers " + exchange.path());
        } catch (EofException e) {
            throw e;
        } catch (Body.TooLarge e) {
            instead(exchange, new Problem(413, "Too large", e.getMessage() + ".", "Send less in one request."), e);
        } catch (Body.UnknownEncoding e) {
            instead(
                    exchange,
                    new Problem(415, "Unknown encoding", e.getMessage() + ".", "Send the body plain or as gzip."),
                    e);
        } catch (ZipException e) {
            instead(
                    exchange,
                    new Problem(400, "Damaged request", "The gzip data of the request is damaged.", "Send it again."),
                    e);
        } catch (IOException | RuntimeException e) {
            byte[] id = new byte[6];
            random.nextBytes(id);
            String errorId = HexFormat.of().formatHex(id);
            log.error("error {} while answering {} {}", errorId, exchange.method(), exchange.path(), e);
            instead(exchange, Problem.failed(e, errorId), e);
        }
    }

    private void instead(Exchange exchange, Problem problem, Exception why) throws IOException {
        if (exchange.committed()) {
            throw new IOException("the answer had begun", why);
        }
        exchange.startOver();
        problems.show(exchange, problem);
    }
}

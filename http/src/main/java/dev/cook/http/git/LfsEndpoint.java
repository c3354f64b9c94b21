package dev.cook.http.git;

import dev.cook.domain.Caller;
import dev.cook.domain.LfsObject;
import dev.cook.domain.RepoName;
import dev.cook.domain.Text;
import dev.cook.git.LfsObjects;
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.lfs.Lfs;
import dev.cook.hooks.lfs.LfsOperation;
import dev.cook.hooks.lfs.LfsRepository;
import dev.cook.hooks.lfs.LfsTokens;
import dev.cook.http.exchange.AuthFailureLimiter;
import dev.cook.http.exchange.Body;
import dev.cook.http.exchange.ByteRange;
import dev.cook.http.exchange.Credentials;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.HttpLimits;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.Site;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;

/** Git LFS over HTTP: its batch API with the transfer "basic", as github.com/git-lfs/git-lfs has it in docs/api. */
public final class LfsEndpoint implements Route {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]+](:[0-9]{1,5})?");

    private final Lfs lfs;
    private final Authenticator callers;
    private final HttpLimits limits;
    private final AuthFailureLimiter wrongSecrets;
    private final Site site;
    private final boolean isAddressSaid;

    /** @param isAddressSaid whether the operator says how clients find this server; if not, each knows by itself */
    public LfsEndpoint(
            Lfs lfs,
            Authenticator callers,
            HttpLimits limits,
            AuthFailureLimiter wrongSecrets,
            Site site,
            boolean isAddressSaid) {
        this.lfs = lfs;
        this.callers = callers;
        this.limits = limits;
        this.wrongSecrets = wrongSecrets;
        this.site = site;
        this.isAddressSaid = isAddressSaid;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        Optional<LfsRoute> route = LfsRoute.of(exchange.path());
        if (route.isEmpty()) {
            return false;
        }
        try {
            answer(exchange, route.get());
        } catch (LfsJson.Bad e) {
            wrong(exchange, e.status(), String.valueOf(e.getMessage()));
        } catch (Body.TooLarge e) {
            wrong(exchange, 413, "a request has at most " + LfsJson.LARGEST + " bytes; ask for fewer objects at once");
        } catch (Body.UnknownEncoding e) {
            wrong(exchange, 415, String.valueOf(e.getMessage()));
        }
        return true;
    }

    private void answer(Exchange exchange, LfsRoute route) throws IOException, LfsJson.Bad {
        switch (route) {
            case LfsRoute.Batch(String repo) -> {
                if (isMethod(exchange, "POST")) {
                    LfsJson.Batch batch = LfsJson.batch(body(exchange));
                    Optional<LfsRepository> opened = opened(exchange, repo, batch.operation());
                    if (opened.isPresent()) {
                        batch(exchange, opened.get(), batch.objects());
                    }
                }
            }
            case LfsRoute.Verify(String repo) -> {
                if (isMethod(exchange, "POST")) {
                    LfsObject object = LfsJson.verified(body(exchange));
                    Optional<LfsRepository> opened = opened(exchange, repo, LfsOperation.UPLOAD);
                    if (opened.isPresent()) {
                        verify(exchange, opened.get(), object);
                    }
                }
            }
            case LfsRoute.Content(String repo, String oid, Optional<Long> size) -> {
                if (exchange.isRead() && size.isEmpty()) {
                    Optional<LfsRepository> opened = opened(exchange, repo, LfsOperation.DOWNLOAD);
                    if (opened.isPresent()) {
                        download(exchange, opened.get(), oid);
                    }
                } else if (size.isPresent() && isMethod(exchange, "PUT")) {
                    Optional<LfsRepository> opened = opened(exchange, repo, LfsOperation.UPLOAD);
                    if (opened.isPresent()) {
                        upload(exchange, opened.get(), new LfsObject(oid, size.get()));
                    }
                } else if (size.isEmpty()) {
                    isMethod(exchange, "GET");
                }
            }
            case LfsRoute.Locks(String repo) -> {
                // The one status that makes git-lfs stop asking instead of complaining at each push.
                if (opened(exchange, repo, LfsOperation.DOWNLOAD).isPresent()) {
                    wrong(exchange, 501, "this server has no locks of files");
                }
            }
        }
    }

    private static byte[] body(Exchange exchange) throws IOException {
        try (Body body = Body.of(exchange, LfsJson.LARGEST)) {
            return body.readAllBytes();
        }
    }

    /** Finds out who asks and what they may; empty: they have their answer. */
    private Optional<LfsRepository> opened(Exchange exchange, String repo, LfsOperation operation) throws IOException {
        Optional<String> token = Credentials.token(exchange.header(HttpHeader.AUTHORIZATION));
        Optional<Caller> caller = token.flatMap(secret -> wrongSecrets.find(
                exchange.network(),
                () -> lfs.isToken(secret) ? lfs.byToken(secret, repo, operation) : callers.byToken(secret)));
        if (caller.isEmpty()) {
            if (token.isPresent() && wrongSecrets.tooMany(exchange.network())) {
                exchange.set(HttpHeader.RETRY_AFTER, "60");
                wrong(
                        exchange,
                        429,
                        "this token does not work, and too many wrong ones came from your address; wait a minute");
                return Optional.empty();
            }
            // git-lfs looks at the one, other clients at the other.
            exchange.set("LFS-Authenticate", "Basic realm=\"Cook\"");
            exchange.set(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Cook\", charset=\"UTF-8\"");
            wrong(
                    exchange,
                    401,
                    (token.isPresent() ? "this token does not work here, or not any more" : "sign in with a token")
                            + ": make one with '" + site.ssh() + " token create' and give it as the password");
            return Optional.empty();
        }
        return switch (lfs.open(caller.get(), repo, operation)) {
            case Lfs.Opened.Granted(LfsRepository granted) -> Optional.of(granted);
            case Lfs.Opened.Forbidden(String why) -> {
                wrong(exchange, 403, why);
                yield Optional.empty();
            }
            case Lfs.Opened.Missing() -> {
                String name = repo.startsWith("/") ? repo.substring(1) : repo;
                wrong(
                        exchange,
                        404,
                        "there is no repository '" + Text.shortened(Text.printable(name), RepoName.LONGEST)
                                + "' that you may use like this; check its name, your role in it and the scope of your token");
                yield Optional.empty();
            }
        };
    }

    private void batch(Exchange exchange, LfsRepository repository, List<LfsObject> objects) throws IOException {
        // Signed once: all actions of a batch are good for the same.
        Map<String, Object> header = Map.of("Authorization", "Bearer " + repository.token());
        List<Map<String, Object>> answers = new ArrayList<>();
        for (LfsObject object : objects) {
            answers.add(answer(exchange, repository, object, header));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("transfer", "basic");
        json.put("hash_algo", "sha256");
        json.put("objects", answers);
        exchange.answer(200, LfsJson.TYPE, LfsJson.written(json));
    }

    private Map<String, Object> answer(
            Exchange exchange, LfsRepository repository, LfsObject object, Map<String, Object> header) {
        String address = address(exchange, repository);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("oid", object.oid());
        json.put("size", object.size());
        json.put("authenticated", true);
        switch (repository.answer(object)) {
            case LfsRepository.Answer.Present() -> {}
            case LfsRepository.Answer.Download() ->
                json.put("actions", Map.of("download", action(address + LfsRoute.content(object, false), header)));
            case LfsRepository.Answer.Upload() ->
                json.put(
                        "actions",
                        Map.of(
                                "upload", action(address + LfsRoute.content(object, true), header),
                                "verify", action(address + "/objects/verify", header)));
            case LfsRepository.Answer.Missing(String why) -> json.put("error", Map.of("code", 404, "message", why));
            case LfsRepository.Answer.Refused(String why) -> json.put("error", Map.of("code", 422, "message", why));
        }
        return json;
    }

    private static Map<String, Object> action(String href, Map<String, Object> header) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("href", href);
        json.put("header", header);
        json.put("expires_in", LfsTokens.LIFE.toSeconds());
        return json;
    }

    /** An address that the client is sure to reach: it has just reached it. */
    private String address(Exchange exchange, LfsRepository repository) {
        return isAddressSaid || !HOST.matcher(exchange.host()).matches()
                ? repository.address()
                : "http://" + exchange.host() + repository.path();
    }

    private static void verify(Exchange exchange, LfsRepository repository, LfsObject object) throws IOException {
        if (repository.has(object)) {
            exchange.answer(200, LfsJson.TYPE, "{}\n");
        } else {
            wrong(exchange, 404, "this repository has no such object of this size: upload it again");
        }
    }

    private void upload(Exchange exchange, LfsRepository repository, LfsObject object) throws IOException {
        // Encoded or not, no more is read than one byte beyond the size.
        InputStream body = Body.of(exchange, Long.MAX_VALUE);
        LfsObjects.Received received = repository.receive(object, body);
        switch (received) {
            case LfsObjects.Received.Stored() -> exchange.answer(200, LfsJson.TYPE, "{}\n");
            case LfsObjects.Received.Refused(String why) -> {
                // A client that cannot write its request to the end does not read the answer.
                exchange.drain(body, limits.drain());
                wrong(exchange, 422, why);
            }
        }
    }

    private static void download(Exchange exchange, LfsRepository repository, String oid) throws IOException {
        Optional<FileChannel> opened = repository.open(oid);
        if (opened.isEmpty()) {
            wrong(exchange, 404, "this repository has no such object");
            return;
        }
        try (FileChannel file = opened.get()) {
            ByteRange range = ByteRange.of(exchange.header(HttpHeader.RANGE), file.size());
            // The name says what is in it, so whoever has a part of it can go on with the rest.
            exchange.set(HttpHeader.ACCEPT_RANGES, "bytes");
            exchange.set(HttpHeader.ETAG, "\"" + oid + "\"");
            switch (range) {
                case ByteRange.All() -> exchange.file(200, file, 0, file.size());
                case ByteRange.Part(long from, long length) -> {
                    exchange.set(
                            HttpHeader.CONTENT_RANGE, "bytes " + from + "-" + (from + length - 1) + "/" + file.size());
                    exchange.file(206, file, from, length);
                }
                case ByteRange.Outside() -> {
                    exchange.set(HttpHeader.CONTENT_RANGE, "bytes */" + file.size());
                    wrong(exchange, 416, "this object has " + file.size() + " bytes, and the range lies outside");
                }
            }
        }
    }

    private static boolean isMethod(Exchange exchange, String method) throws IOException {
        if (exchange.method().equals(method)) {
            return true;
        }
        exchange.set(HttpHeader.ALLOW, method);
        wrong(exchange, 405, "this address answers " + method + " only");
        return false;
    }

    private static void wrong(Exchange exchange, int status, String message) throws IOException {
        exchange.answer(status, LfsJson.TYPE, LfsJson.error(message));
    }
}

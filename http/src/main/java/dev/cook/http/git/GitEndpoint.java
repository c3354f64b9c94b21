package dev.cook.http.git;

import dev.cook.domain.Caller;
import dev.cook.domain.RepoName;
import dev.cook.domain.Text;
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.ClientMistakes;
import dev.cook.hooks.Push;
import dev.cook.hooks.PushHooks;
import dev.cook.http.exchange.AuthFailureLimiter;
import dev.cook.http.exchange.Body;
import dev.cook.http.exchange.Credentials;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.HttpLimits;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.Site;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPackInternalServerErrorException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Git's smart HTTP: what git-upload-pack and git-receive-pack do over a pipe, in single requests. */
public final class GitEndpoint implements Route {
    private static final Logger log = LoggerFactory.getLogger(GitEndpoint.class);

    /** Longer than any list of keys that git sends; JGit parses what is left. */
    private static final int LONGEST_PROTOCOL = 200;

    private static final String UPLOAD_RESULT = "application/x-git-upload-pack-result";

    private final Authenticator callers;
    private final PushHooks hooks;
    private final HttpLimits limits;
    private final AuthFailureLimiter wrongSecrets;
    private final Site site;

    public GitEndpoint(
            Authenticator callers, PushHooks hooks, HttpLimits limits, AuthFailureLimiter wrongSecrets, Site site) {
        this.callers = callers;
        this.hooks = hooks;
        this.limits = limits;
        this.wrongSecrets = wrongSecrets;
        this.site = site;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        Optional<GitRoute> route = GitRoute.of(exchange.path(), exchange.query("service"), exchange.isRead());
        if (route.isEmpty()) {
            return false;
        }
        answer(exchange, route.orElseThrow());
        return true;
    }

    private void answer(Exchange exchange, GitRoute route) throws IOException {
        Optional<String> token = Credentials.token(exchange.header(HttpHeader.AUTHORIZATION));
        Optional<Caller> caller =
                token.flatMap(secret -> wrongSecrets.find(exchange.network(), () -> callers.byToken(secret)));
        if (caller.isEmpty() && token.isPresent() && wrongSecrets.tooMany(exchange.network())) {
            exchange.set(HttpHeader.RETRY_AFTER, "60");
            exchange.answer(
                    429,
                    Exchange.TEXT,
                    "the token is not valid, and your address has sent too many wrong tokens; wait a minute\n");
            return;
        }
        if (caller.isEmpty()) {
            challenge(exchange, token.isPresent());
            return;
        }
        serve(exchange, route, caller.orElseThrow());
    }

    private void serve(Exchange exchange, GitRoute route, Caller caller) throws IOException {
        switch (route) {
            case GitRoute.Dumb() ->
                exchange.answer(
                        403,
                        Exchange.TEXT,
                        "Cook speaks git's smart protocol only: use git 1.6.6 or later, with a clone address such as "
                                + site.url() + "/NAME.git\n");
            case GitRoute.Advertisement(String repo, boolean push) -> {
                if (!exchange.isRead()) {
                    refuseMethod(exchange, "GET, HEAD");
                } else if (push) {
                    advertisePush(exchange, caller, repo);
                } else {
                    advertiseFetch(exchange, caller, repo);
                }
            }
            case GitRoute.Upload(String repo) -> {
                if (isPost(exchange, GitRoute.UPLOAD)) {
                    upload(exchange, caller, repo);
                }
            }
            case GitRoute.Receive(String repo) -> {
                if (isPost(exchange, GitRoute.RECEIVE)) {
                    receive(exchange, caller, repo);
                }
            }
        }
    }

    private void advertiseFetch(Exchange exchange, Caller caller, String repo) throws IOException {
        Optional<UploadPack> prepared = hooks.upload(caller, repo);
        if (prepared.isEmpty()) {
            missing(exchange, repo);
            return;
        }
        try (UploadPack pack = prepared.orElseThrow()) {
            OutputStream out = exchange.stream("application/x-git-upload-pack-advertisement");
            pack.setBiDirectionalPipe(false);
            pack.setExtraParameters(protocol(exchange));
            pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(new PacketLineOut(out)), GitRoute.UPLOAD);
            out.close();
        } catch (ServiceMayNotContinueException e) {
            refuse(exchange, e);
        }
    }

    private void advertisePush(Exchange exchange, Caller caller, String repo) throws IOException {
        Optional<Push> prepared = hooks.receive(caller, repo);
        if (prepared.isEmpty()) {
            missing(exchange, repo);
            return;
        }
        try (Push push = prepared.orElseThrow()) {
            OutputStream out = exchange.stream("application/x-git-receive-pack-advertisement");
            push.receivePack().setBiDirectionalPipe(false);
            PacketLineOut lines = new PacketLineOut(out);
            lines.writeString("# service=" + GitRoute.RECEIVE + "\n");
            lines.end();
            push.receivePack().sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
            out.close();
        } catch (ServiceMayNotContinueException e) {
            refuse(exchange, e);
        }
    }

    private void upload(Exchange exchange, Caller caller, String repo) throws IOException {
        Optional<UploadPack> prepared = hooks.upload(caller, repo);
        if (prepared.isEmpty()) {
            missing(exchange, repo);
            return;
        }
        InputStream body = Body.of(exchange, limits.negotiation());
        try (UploadPack pack = prepared.orElseThrow()) {
            OutputStream out = exchange.stream(UPLOAD_RESULT);
            pack.setBiDirectionalPipe(false);
            pack.setExtraParameters(protocol(exchange));
            pack.upload(body, out, OutputStream.nullOutputStream());
            out.close();
        } catch (ServiceMayNotContinueException | UploadPackInternalServerErrorException e) {
            if (e.getCause() instanceof Body.TooLarge tooLarge && !exchange.committed()) {
                throw tooLarge;
            }
            Optional<String> mistake = ClientMistakes.told(e);
            if (mistake.isEmpty() || exchange.committed()) {
                throw e;
            }
            log.info("a fetch was refused: {}", mistake.get());
            exchange.startOver();
            OutputStream out = exchange.stream(UPLOAD_RESULT);
            new PacketLineOut(out).writeString("ERR " + mistake.get() + "\n");
            out.close();
        }
    }

    private void receive(Exchange exchange, Caller caller, String repo) throws IOException {
        Optional<Push> prepared = hooks.receive(caller, repo);
        if (prepared.isEmpty()) {
            missing(exchange, repo);
            return;
        }
        InputStream body = Body.ofPush(exchange, limits.push());
        try (Push push = prepared.orElseThrow()) {
            OutputStream out = exchange.stream("application/x-git-receive-pack-result");
            receive(push.receivePack(), body, push.guard(out), exchange);
            out.close();
        } catch (IOException e) {
            Optional<String> mistake = ClientMistakes.told(e);
            if (mistake.isEmpty() || exchange.committed()) {
                throw e;
            }
            exchange.startOver();
            exchange.answer(400, Exchange.TEXT, mistake.get() + "\n");
        }
    }

    private void receive(ReceivePack pack, InputStream body, OutputStream out, Exchange exchange) throws IOException {
        pack.setBiDirectionalPipe(false);
        try {
            pack.receive(body, out, OutputStream.nullOutputStream());
        } catch (UnpackException e) {
            // The client was told in the answer itself.
            log.info("push by {} was refused: {}", exchange.address(), e.getMessage());
        } finally {
            // One that cannot write its request to the end does not read the answer.
            exchange.drain(body, limits.drain());
        }
    }

    private static List<String> protocol(Exchange exchange) {
        return exchange.header("Git-Protocol")
                .filter(value -> value.length() <= LONGEST_PROTOCOL)
                .map(value -> List.of(value.split(":", -1)))
                .orElse(List.of());
    }

    private static boolean isPost(Exchange exchange, String service) throws IOException {
        if (!exchange.method().equals("POST")) {
            refuseMethod(exchange, "POST");
            return false;
        }
        String type = "application/x-" + service + "-request";
        if (!exchange.header(HttpHeader.CONTENT_TYPE).orElse("").equals(type)) {
            exchange.answer(415, Exchange.TEXT, "a request to " + service + " needs the content type " + type + "\n");
            return false;
        }
        return true;
    }

    private static void refuseMethod(Exchange exchange, String allowed) throws IOException {
        exchange.set(HttpHeader.ALLOW, allowed);
        exchange.answer(405, Exchange.TEXT, "this address accepts " + allowed + " only\n");
    }

    private static void refuse(Exchange exchange, ServiceMayNotContinueException e) throws IOException {
        if (!exchange.committed()) {
            exchange.startOver();
            exchange.answer(403, Exchange.TEXT, e.getMessage() + "\n");
        }
    }

    /** Git shows a plain-text answer to its user as lines that begin with {@code remote:}. */
    private static void missing(Exchange exchange, String repo) throws IOException {
        exchange.answer(
                404,
                Exchange.TEXT,
                "there is no repository '" + shown(repo)
                        + "', or you do not have access to it; check its name, your role and the scope of your token\n");
    }

    private void challenge(Exchange exchange, boolean wrong) throws IOException {
        exchange.set(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Cook\", charset=\"UTF-8\"");
        exchange.answer(
                401,
                Exchange.TEXT,
                (wrong ? "the token is not valid" : "sign in with a token") + ": create one with '" + site.ssh()
                        + " token create' and give it as the password\n");
    }

    private static String shown(String repo) {
        String name = repo.startsWith("/") ? repo.substring(1) : repo;
        return Text.shortened(Text.printable(name), RepoName.LONGEST);
    }
}

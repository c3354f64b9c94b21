package dev.cook.http.start;

import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.hooks.Access;
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.BranchStarter;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.Site;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.PageRenderer;
import dev.cook.http.page.SignIn;
import dev.cook.store.Store;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Fields;

/**
 * The page that starts a branch and an agent on it. Its form does what a push with options does, through {@link
 * BranchStarter}; the page shows the commands that would do the same.
 */
public final class StartPages implements Route {
    public static final String PATH = "/_/new";

    /** What the page asks for while somebody types. */
    private static final String COMMANDS = PATH + "/commands";

    /** Bytes of a form: the longest prompt, with every character escaped. */
    private static final int LARGEST = 256 * 1024;

    /** A form that is not well-formed; nothing happened. */
    private static final int UNPROCESSABLE = 422;

    private final Store store;
    private final Authenticator callers;
    private final BranchStarter starter;
    private final PageRenderer shown;
    private final SignIn signIn;

    public StartPages(Store store, Authenticator callers, BranchStarter starter, PageRenderer shown, SignIn signIn) {
        this.store = store;
        this.callers = callers;
        this.starter = starter;
        this.shown = shown;
        this.signIn = signIn;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        String path = exchange.path();
        if (!path.equals(PATH) && !path.equals(COMMANDS)) {
            return false;
        }
        Optional<Caller.AccountCaller> caller =
                exchange.cookie(BrowserAuth.COOKIE).flatMap(callers::byCookie);
        if (caller.isEmpty()) {
            signIn.ask(exchange);
        } else if (exchange.method().equals("POST")) {
            take(exchange, caller.get());
        } else if (exchange.isRead() && path.equals(PATH)) {
            show(exchange, caller.get());
        } else {
            exchange.set(HttpHeader.ALLOW, path.equals(PATH) ? "GET, HEAD, POST" : "POST");
            shown.problem(
                    exchange,
                    new Problem(
                            405,
                            "Method not allowed",
                            "This address accepts the form of a new branch only.",
                            "Open " + PATH + " and fill it in."));
        }
        return true;
    }

    private void show(Exchange exchange, Caller.AccountCaller caller) throws IOException {
        List<Repo> repos = repos(caller);
        Optional<String> asked = exchange.query("repo").filter(name -> !name.isBlank());
        if (asked.isEmpty()) {
            if (repos.size() == 1) {
                exchange.redirect(StartForm.address(repos.getFirst().name()));
            } else {
                shown.show(exchange, caller, "startrepo", Map.of("repos", repos));
            }
            return;
        }
        Optional<BranchStarter.Offer> offer = offer(exchange, caller, asked.get());
        if (offer.isPresent()) {
            page(exchange, caller, 200, offer.get(), repos, StartForm.blank(offer.get()), Map.of());
        }
    }

    /** What may be chosen; empty: the answer was given. */
    private Optional<BranchStarter.Offer> offer(Exchange exchange, Caller.AccountCaller caller, String name)
            throws IOException {
        Optional<RepoName> repo = RepoName.parse(name);
        Optional<BranchStarter.Offer> offer = repo.flatMap(found -> starter.offer(caller, found));
        if (offer.isEmpty()) {
            boolean readable = repo.flatMap(found -> store.read(tx -> Access.readable(tx, caller, found)))
                    .isPresent();
            shown.problem(
                    exchange,
                    readable
                            ? new Problem(
                                    403,
                                    "Not allowed",
                                    "Starting a branch needs the " + Role.WRITE.word() + " role in " + repo.get() + ".",
                                    "Ask an admin of the repository for the role.")
                            : Problem.missing("repository", name));
        }
        return offer;
    }

    private List<Repo> repos(Caller caller) {
        return store.read(tx -> {
            var roles = Access.roles(tx, caller);
            return Access.readable(tx, caller).stream()
                    .filter(repo -> roles.getOrDefault(repo.id(), Role.READ).includes(Role.WRITE))
                    .toList();
        });
    }

    private void take(Exchange exchange, Caller.AccountCaller caller) throws IOException {
        Optional<Fields> fields = exchange.form(LARGEST);
        if (fields.isEmpty()) {
            shown.problem(
                    exchange,
                    new Problem(
                            413,
                            "Too large",
                            "The form is too large.",
                            "Put the task into a file on a branch, and name the file in the prompt."));
            return;
        }
        Optional<BranchStarter.Offer> offer =
                offer(exchange, caller, Exchange.value(fields.get(), "repo").orElse(""));
        if (offer.isEmpty()) {
            return;
        }
        StartForm form = StartForm.of(fields.get());
        Repo repo = offer.get().repo();
        if (exchange.path().equals(COMMANDS)) {
            exchange.answer(
                    200, Exchange.HTML, shown.part("startcommands", Map.of("commands", commands(form, repo.name()))));
            return;
        }
        if (Exchange.value(fields.get(), "show").isPresent()) {
            page(exchange, caller, 200, offer.get(), repos(caller), form, Map.of());
            return;
        }
        Map<String, String> problems = new LinkedHashMap<>(form.problems(offer.get()));
        if (problems.isEmpty()) {
            switch (starter.start(caller, repo, form.wish())) {
                case BranchStarter.Started.Done done -> {
                    exchange.redirect(Site.branch(repo.name(), done.name()) + "?life=" + done.branch());
                    return;
                }
                case BranchStarter.Started.Refused refused ->
                    problems.put(refused.about().orElse(""), StartForm.told(refused.why()));
            }
        }
        page(exchange, caller, UNPROCESSABLE, offer.get(), repos(caller), form, problems);
    }

    private StartCommands commands(StartForm form, RepoName repo) {
        return StartCommands.of(form, repo, shown.site());
    }

    private void page(
            Exchange exchange,
            Caller caller,
            int status,
            BranchStarter.Offer offer,
            List<Repo> repos,
            StartForm form,
            Map<String, String> problems)
            throws IOException {
        StartPage page =
                new StartPage(offer, repos, form, commands(form, offer.repo().name()), problems);
        exchange.answer(status, Exchange.HTML, shown.page("start", Optional.of(caller.name()), Map.of("page", page)));
    }
}

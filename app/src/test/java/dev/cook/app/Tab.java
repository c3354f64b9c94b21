package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One page in a browser with cookies of its own. It writes down whatever a page should never cause: dialogs, script errors,
 * violations of the Content-Security-Policy, and anything else that the browser calls an error.
 */
record Tab(BrowserContext context, Page page, String server, List<String> complaints) implements AutoCloseable {
    /** Generous, for a test machine may be busy with other things. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** How the browser and htmx word an answer of 400 or more, and a server that is not there. */
    private static final List<String> OF_THE_SERVER =
            List.of("Failed to load resource", "Failed to fetch", "network error", "failed with status");

    /** Set on a page that was opened; a page that was loaded again does not have it. */
    private static final String MARK = "the same page";

    static Tab open(BrowserContext context, String server) {
        List<String> complaints = new CopyOnWriteArrayList<>();
        context.setDefaultTimeout((double) PATIENCE.toMillis());
        context.addInitScript("addEventListener('securitypolicyviolation', event =>"
                + " console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))");
        context.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        context.onWebError(error -> complaints.add("script: " + error.error()));
        context.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        return new Tab(context, context.newPage(), server, complaints);
    }

    /** Signs in as a person does: by the link that the server prints in the terminal. */
    Tab signIn(Person person) throws Exception {
        page.navigate(link(person));
        page.getByRole(AriaRole.BUTTON).click();
        return until("Sign out");
    }

    /** The one-time link of {@code ssh HOST login}. */
    static String link(Person person) throws Exception {
        return person.ssh("login")
                .ok()
                .out()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("http://"))
                .findFirst()
                .orElseThrow();
    }

    /** Opens an address of the server and answers its status. */
    int open(String path) {
        Response response = page.navigate(path);
        assertThat(response).as(path).isNotNull();
        page.evaluate("mark => { window.mark = mark }", MARK);
        return response.status();
    }

    /** Whether the page that {@link #open} brought was never loaded again. */
    boolean isTheSamePage() {
        return MARK.equals(page.evaluate("() => window.mark"));
    }

    /** Waits until a text can be seen. */
    Tab until(String text) {
        page.getByText(text).first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
        return this;
    }

    /** The button with a name. */
    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    void press(String name) {
        button(name).click();
    }

    /** What the server answers to a form that the page may never have shown. */
    int post(String path, Map<String, String> fields) {
        return (int) page.evaluate(
                "([path, fields]) => fetch(path, { method: 'POST', body: new URLSearchParams(fields) })"
                        + ".then(answer => answer.status)",
                List.of(path, fields));
    }

    /** For something that is there but cannot be seen. */
    static Locator.WaitForOptions attached() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED);
    }

    /** For something that goes away. */
    static Locator.WaitForOptions detached() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED);
    }

    /** All that can be read on the page. */
    String text() {
        return page.locator("body").innerText();
    }

    /** The page's own complaints, without those of a server that refuses or is away, which a test may have asked for. */
    List<String> complaintsOfThePage() {
        return complaints.stream()
                .filter(complaint -> OF_THE_SERVER.stream().noneMatch(complaint::contains))
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }
}

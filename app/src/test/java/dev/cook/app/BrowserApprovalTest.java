package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.cook.app.Chromium.Window;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Approvals on the page of a branch. */
class BrowserApprovalTest {
    private static final String WORKER = """
            #!/bin/sh
            echo done > work
            git add work && git commit -q -m Work && git push -q origin HEAD:refs/heads/fix && cook done
            """;

    @Test
    void somebodySaysYesOnThePageAndNoOtherSiteDoesItForThem() throws Exception {
        try (Chromium chromium = Chromium.open();
                TestServer cook = TestServer.start(Map.of("worker", WORKER))) {
            Person admin = cook.admin();
            Person ben = cook.newcomer("ben");
            GatedRepo repo = GatedRepo.of(admin, "soup", """
                    [[gates]]
                    name = "looked-at"
                    kind = "approval"
                    by = ["ben"]
                    """);
            admin.ssh("repo", "role", "soup", "ben", "write").ok();
            admin.git(
                            repo.work(),
                            "push",
                            "-q",
                            admin.url("soup"),
                            "main:refs/heads/fix",
                            "-o",
                            "agent=worker",
                            "-o",
                            "prompt=work")
                    .ok();
            repo.await("fix", "waiting for gate looked-at");
            String run = repo.json("fix").getFirst().path("run").asString();
            try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(ben);
                    Tab starter =
                            chromium.tab(cook.server().httpUrl(), Window.PHONE).signIn(admin)) {
                starter.open("/soup/branches/fix");
                starter.until("waits for 1 of ben");
                starter.until("You cannot answer: you started or pushed this work");
                assertThat(starter.page()
                                .getByRole(AriaRole.BUTTON, named("Approve"))
                                .count())
                        .isZero();
                assertThat(answering(cook, starter, run, cook.server().httpUrl()))
                        .as("what the page does not offer is refused as well")
                        .isEqualTo(403);

                starter.open("/");
                starter.until("soup fix");
                assertThat(starter.text()).doesNotContain("waiting for your approval");
                tab.open("/");
                tab.until("Gate looked-at is waiting for your approval.");
                tab.page().getByText("soup fix").first().click();
                tab.until("Approve");
                Locator comment = tab.page().getByLabel("Comment");
                comment.fill("reads well");
                admin.ssh("branch", "hold", "soup", "fix", "--reason", "lunch").ok();
                // Whoever writes is not disturbed, and loses nothing when they ask for what is new.
                tab.page().locator("#held:not([hidden]) button").click();
                tab.until("held by admin: lunch");
                assertThat(comment.inputValue()).isEqualTo("reads well");
                assertThat(answering(cook, tab, run, "https://evil.example.org"))
                        .isEqualTo(403);
                assertThat(repo.runs("fix")).containsExactly("looked-at 1 waiting");

                tab.page().getByRole(AriaRole.BUTTON, named("Approve")).click();

                tab.until("ben approved gate looked-at: reads well").until("ben approved");
                repo.await("fix", "its gates passed; somebody with the land role");
                assertThat(repo.runs("fix")).containsExactly("looked-at 1 passed");
                assertThat(tab.complaintsOfThePage()).isEmpty();
            }
        }
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    /** What a form of some site with the same cookies comes to. */
    private static int answering(TestServer cook, Tab tab, String run, String origin) throws Exception {
        String cookies = tab.context().cookies().stream()
                .map(cookie -> cookie.name + "=" + cookie.value)
                .collect(Collectors.joining("; "));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(cook.server().httpUrl() + "/_/gates/" + run))
                                    .header("Cookie", cookies)
                                    .header("Origin", origin)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString("answer=yes"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}

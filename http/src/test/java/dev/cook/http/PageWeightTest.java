package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.Repo;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a browser has to fetch before it shows the first page to somebody for the first time. */
class PageWeightTest {
    private static final int MOST_BYTES = 60 * 1024;

    private static final Pattern PART = Pattern.compile("<(?:script|link|img)[^>]* (?:src|href)=\"(/[^\"]+)\"");

    private final HttpTestServer server = new HttpTestServer();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private HttpResponse<byte[]> get(Browser browser, String path) throws Exception {
        return browser.http()
                .send(
                        browser.request(path)
                                .header("Accept-Encoding", "gzip, deflate, br, zstd")
                                .build(),
                        BodyHandlers.ofByteArray());
    }

    @Test
    void theFirstPageAndAllThatItNeedsIsSmallOnTheWire() throws Exception {
        Account ada = server.account("ada");
        Repo tea = server.repo("tea", ada);
        for (int i = 0; i < 25; i++) {
            server.waits(
                    server.branch(tea, "branch-" + i, "a prompt of some words, as people write them " + i), "look");
        }
        Browser browser = new Browser(server.port, server.cookie(ada));

        HttpResponse<byte[]> page = get(browser, "/");
        Set<String> parts = PART.matcher(new String(page.body(), StandardCharsets.UTF_8))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        int bytes = page.body().length;
        for (String part : parts) {
            HttpResponse<byte[]> answer = get(browser, part);
            assertThat(answer.headers().firstValue("Content-Encoding")).as(part).hasValue("gzip");
            assertThat(answer.headers().firstValue("Vary")).as(part).hasValue("Accept-Encoding");
            bytes += answer.body().length;
        }

        assertThat(parts).hasSizeGreaterThan(6);
        assertThat(bytes).as("bytes of %s", parts).isLessThanOrEqualTo(MOST_BYTES);
        assertThat(browser.get(parts.iterator().next()).headers().firstValue("Content-Encoding"))
                .as("for whoever does not ask for it")
                .isEmpty();
    }
}

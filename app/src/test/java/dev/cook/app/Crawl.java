package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Follows every link of every page, as somebody does who has a lot of time: a page that nobody thought of is looked at, too.
 *
 * @param most pages of each kind
 */
record Crawl(Tab tab, int most) {
    /** Links within the server, but for files to download. */
    private static final String LINKS = """
            () => [...document.querySelectorAll('a[href]:not([download])')]
              .filter((link) => link.origin === location.origin)
              .map((link) => link.href.split('#')[0])
            """;

    private static final Pattern CONTENT = Pattern.compile("/-/[a-z]+");

    /** What is done on each page. */
    interface Look {
        void at(String url) throws Exception;
    }

    /** Opens all of them; answers which kinds there were. */
    Set<String> from(String start, Look look) throws Exception {
        Deque<String> open = new ArrayDeque<>(List.of(start));
        Set<String> known = new HashSet<>(open);
        Map<String, Integer> kinds = new HashMap<>();
        while (!open.isEmpty()) {
            String url = open.removeFirst();
            if (isFile(url) || kinds.merge(kind(url), 1, Integer::sum) > most) {
                continue;
            }
            Response response = tab.page().navigate(url);
            assertThat(response.status()).as(url).isEqualTo(200);
            if (!response.headers().getOrDefault("content-type", "").startsWith("text/html")) {
                continue;
            }
            look.at(url);
            for (Object link : (List<?>) tab.page().evaluate(LINKS)) {
                if (known.add((String) link)) {
                    open.addLast((String) link);
                }
            }
        }
        return new TreeSet<>(kinds.keySet());
    }

    /** A browser saves it instead of showing it. */
    private static boolean isFile(String url) {
        return url.contains("/-/raw/") || url.contains(".csv");
    }

    /** What it shows, whatever that is called, and how. */
    private static String kind(String url) {
        URI uri = URI.create(url);
        String path = uri.getRawPath();
        Matcher content = CONTENT.matcher(path);
        String what = content.find()
                ? content.group()
                : path.contains("/branches/")
                        ? "/branches"
                        : path.startsWith("/_/") ? path.replaceAll("[0-9]+", "N") : path;
        String how = Optional.ofNullable(uri.getRawQuery())
                .map(query -> Arrays.stream(query.split("&"))
                        .map(part -> part.split("=", 2)[0])
                        .sorted()
                        .collect(Collectors.joining("&", "?", "")))
                .orElse("");
        return what + how;
    }
}

package dev.cook.http.board;

import dev.cook.domain.RepoName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What somebody wants to see of the board.
 *
 * @param repo empty: all repositories
 * @param mine only branches that whoever looks started
 * @param words what the name or the prompt of a branch holds; empty: nothing is searched for
 * @param page counts from 1
 */
public record BoardFilter(Optional<RepoName> repo, boolean mine, Show show, String words, int page) {
    /** The last page: whoever has not found it by then narrows the search. */
    static final int LAST_PAGE = 200;

    /** Lines of a page of a list. */
    public static final int LINES = 50;

    /** Characters of a search: more than anybody types. */
    private static final int LONGEST = 200;

    /** Which list; all together, each with its first lines, or one of them. */
    public enum Show {
        ALL("Overview"),
        NEEDS("Needs attention"),
        RUNNING("Running"),
        QUEUED("Queued"),
        LANDED("Landed");

        private final String title;

        Show(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a query says; what makes no sense in it is left out. */
    static BoardFilter of(Function<String, Optional<String>> query) {
        String words = query.apply("q").map(String::strip).orElse("");
        return new BoardFilter(
                query.apply("repo").filter(name -> !name.isBlank()).flatMap(RepoName::parse),
                query.apply("mine").isPresent(),
                query.apply("show")
                        .flatMap(word -> List.of(Show.values()).stream()
                                .filter(show -> show.word().equals(word))
                                .findFirst())
                        .orElse(Show.ALL),
                words.length() > LONGEST ? words.substring(0, LONGEST) : words,
                query.apply("page")
                        .filter(number -> number.matches("[1-9][0-9]{0,3}"))
                        .map(number -> Math.min(LAST_PAGE, Integer.parseInt(number)))
                        .orElse(1));
    }

    public boolean isSearch() {
        return !words.isEmpty();
    }

    /** Whether a list is on the page. */
    public boolean has(Show list) {
        return !isSearch() && (show == Show.ALL || show == list);
    }

    /** Whether it is less than everything. */
    public boolean isNarrow() {
        return isSearch() || mine || repo.isPresent() || show != Show.ALL;
    }

    int skip() {
        return (page - 1) * LINES;
    }

    public String address() {
        return "/" + query();
    }

    /** Where the page's changes come from. */
    public String events() {
        return BoardPages.EVENTS + query();
    }

    public String showing(Show list) {
        return new BoardFilter(repo, mine, list, words, 1).address();
    }

    public String onPage(int number) {
        return new BoardFilter(repo, mine, show, words, number).address();
    }

    private String query() {
        List<String> parts = new ArrayList<>();
        repo.ifPresent(name -> parts.add("repo=" + encoded(name.value())));
        if (mine) {
            parts.add("mine=on");
        }
        if (show != Show.ALL) {
            parts.add("show=" + show.word());
        }
        if (isSearch()) {
            parts.add("q=" + encoded(words));
        }
        if (page > 1) {
            parts.add("page=" + page);
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

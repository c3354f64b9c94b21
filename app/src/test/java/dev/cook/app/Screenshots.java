package dev.cook.app;

import com.microsoft.playwright.Page;
import dev.cook.app.Chromium.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Draws every kind of page into a directory, for people to look at: {@code ./cook screenshots DIR}. No test of the suite, which
 * runs classes whose names end in Test: nothing here can fail but the drawing.
 */
class Screenshots {
    private static final List<Window> WINDOWS =
            List.of(Window.DESK, Window.DESK_AT_NIGHT, Window.WIDE, Window.PHONE, Window.PHONE_AT_NIGHT);

    /** Pages by the names of their files. */
    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("board", "/"),
            Map.entry("repository", "/shop"),
            Map.entry("branch-runs", "/shop/branches/dark-mode"),
            Map.entry("branch-asks", "/shop/branches/currency"),
            Map.entry("branch-fails", "/shop/branches/discount"),
            Map.entry("branch-ready", "/shop/branches/rounding"),
            Map.entry("branch-landed", "/shop/branches/totals"),
            Map.entry("change-unified", "/shop/branches/rounding?diff=unified"),
            Map.entry("change-split", "/shop/branches/rounding?diff=split"),
            Map.entry("files", "/shop/-/files/main"),
            Map.entry("file", "/shop/-/files/main/src/Cart.java"),
            Map.entry("blame", "/shop/-/blame/main/src/Cart.java"),
            Map.entry("history", "/shop/-/history/main"),
            Map.entry("compare", "/shop/-/compare/main...rounding"),
            Map.entry("search", "/shop/-/search/main?q=total"),
            Map.entry("branches", "/shop/-/branches"),
            Map.entry("gates", "/shop/-/gates"),
            Map.entry("log", "/_/output/1"),
            Map.entry("new-branch", "/_/new?repo=shop"),
            Map.entry("queue", "/_/queue?repo=shop&target=main"),
            Map.entry("costs", "/_/costs"),
            Map.entry("account", "/_/account"),
            Map.entry("not-found", "/nothing"));

    private static final String CART = """
            package shop;

            import java.math.BigDecimal;
            import java.util.List;

            /** What a customer is about to buy. */
            record Cart(List<Item> items) {
                BigDecimal total() {
                    BigDecimal total = BigDecimal.ZERO;
                    for (Item item : items) {
                        total = total.add(item.price().multiply(BigDecimal.valueOf(item.count())));
                    }
                    return total;
                }
            }
            """;

    private static final String GATES = """
            [[gates]]
            name = "lint"
            command = "! grep -rn ZZZ src"

            [[gates]]
            name = "test"
            command = "sh test"
            needs = ["lint"]
            """;

    private static final String TEST = """
            for i in $(seq 1 40); do echo "ok $i - Cart.total of $i items"; done
            if test -e src/Discount.java; then
                printf '\\033[31mnot ok 41 - Discount.of 10 %%: expected 9.00, was 9.001\\033[0m\\n'; exit 1
            fi
            """;

    private static final String BUSY = """
            #!/bin/sh
            echo "Reading src/Cart.java"
            echo "I will add a dark theme to the cart."
            exec tail -f /dev/null
            """;

    private static final String ASKING = """
            #!/bin/sh
            cook ask 'Should prices be kept in cents or as decimals?'
            """;

    @Test
    void everyPage() throws Exception {
        Path directory = Files.createDirectories(
                Path.of(Objects.requireNonNull(System.getProperty("cook.screenshots"), "cook.screenshots")));
        try (BrowserServer server = BrowserServer.open(Map.of("busy", BUSY, "asking", ASKING))) {
            fill(server.ada());
            for (Window window : WINDOWS) {
                try (Tab tab = server.tab(server.ada(), window)) {
                    for (Map.Entry<String, String> page : PAGES.entrySet()) {
                        tab.open(page.getValue());
                        tab.page()
                                .screenshot(new Page.ScreenshotOptions()
                                        .setPath(directory.resolve(page.getKey() + "-" + window.width() + "-"
                                                + window.scheme().name().toLowerCase(Locale.ROOT) + ".png"))
                                        .setFullPage(true));
                    }
                }
            }
        }
    }

    private static void fill(Person ada) throws Exception {
        Path work = ada.repository("shop");
        Files.createDirectory(work.resolve("src"));
        ada.commit(work, "README.md", """
                # Shop

                A small shop that agents work on.

                | part | where |
                |---|---|
                | the cart | `src/Cart.java` |

                - [x] totals
                - [ ] discounts
                """);
        ada.commit(work, "src/Cart.java", CART);
        ada.commit(work, "test", TEST);
        ada.commit(work, "cook.toml", GATES);
        ada.git(work, "push", "-q", ada.url("shop"), "main").ok();
        push(ada, work, "dark-mode", "-o", "agent=busy", "-o", "prompt=Give the cart a dark theme");
        push(ada, work, "currency", "-o", "agent=asking", "-o", "prompt=Support several currencies");
        branch(ada, work, "totals", "src/Item.java", ITEM, "-o", "land=auto");
        branch(ada, work, "discount", "src/Discount.java", "record Discount(int percent) {}\n", "-o", "land=auto");
        branch(
                ada,
                work,
                "rounding",
                "src/Cart.java",
                CART.replace("return total;", "return total.setScale(2, RoundingMode.HALF_EVEN);")
                        .replace("import java.util.List;", "import java.math.RoundingMode;\nimport java.util.List;"),
                "-o",
                "land=ask");
        shown(ada, "dark-mode", "started (turn 1)");
        shown(ada, "currency", "cents or as decimals");
        shown(ada, "totals", "landed on main");
        shown(ada, "discount", "exit status 1");
        shown(ada, "rounding", "branch land rounding");
    }

    private static final String ITEM =
            "package shop;\n\nrecord Item(String name, java.math.BigDecimal price, int count) {}\n";

    private static void branch(Person ada, Path work, String name, String file, String content, String... options)
            throws Exception {
        ada.git(work, "checkout", "-q", "-B", name, "main").ok();
        ada.commit(work, file, content);
        push(ada, work, name, options);
    }

    private static void push(Person ada, Path work, String name, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("push", "-q", ada.url("shop"), "HEAD:refs/heads/" + name));
        words.addAll(Arrays.asList(options));
        ada.git(work, words.toArray(String[]::new)).ok();
    }

    private static void shown(Person ada, String branch, String text) {
        ada.until(() -> ada.ssh("branch", "show", "shop", branch).out().contains(text));
    }
}

package dev.cook.app;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real browser without a screen. It belongs to the thread that opened it. */
record Chromium(Playwright driver, Browser browser) implements AutoCloseable {
    /** Where Debian's package puts it. */
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    /** Root may not use Chromium's own sandbox, and nothing here shall call home. */
    private static final List<String> OPTIONS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** What a page is looked at with: the width and height of the window, and what the person prefers. */
    record Window(int width, int height, ColorScheme scheme) {
        static final Window DESK = new Window(1280, 900, ColorScheme.LIGHT);
        static final Window DESK_AT_NIGHT = new Window(1280, 900, ColorScheme.DARK);
        static final Window TABLET = new Window(1024, 768, ColorScheme.LIGHT);
        static final Window TABLET_AT_NIGHT = new Window(1024, 768, ColorScheme.DARK);
        static final Window WIDE = new Window(1680, 1050, ColorScheme.LIGHT);
        static final Window WIDE_AT_NIGHT = new Window(1680, 1050, ColorScheme.DARK);
        static final Window PHONE = new Window(390, 844, ColorScheme.LIGHT);
        static final Window PHONE_AT_NIGHT = new Window(390, 844, ColorScheme.DARK);

        /** Every page has to be good in each of these. */
        static Stream<Window> all() {
            return Stream.of(PHONE, PHONE_AT_NIGHT, TABLET, TABLET_AT_NIGHT, WIDE, WIDE_AT_NIGHT);
        }

        /** The order in which Tab goes does not depend on colours: it is tried once for each width. */
        boolean isDay() {
            return scheme == ColorScheme.LIGHT;
        }
    }

    /** Leaves the test out where this machine has no Chromium. */
    static Chromium open() {
        return open(List.of());
    }

    /** With more options. */
    static Chromium open(List<String> more) {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM), "no browser at " + PROGRAM + ": install the package chromium");
        Playwright driver = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            return new Chromium(
                    driver,
                    driver.chromium()
                            .launch(new BrowserType.LaunchOptions()
                                    .setExecutablePath(PROGRAM)
                                    .setArgs(Stream.concat(OPTIONS.stream(), more.stream())
                                            .toList())));
        } catch (RuntimeException e) {
            driver.close();
            throw e;
        }
    }

    /** A browser that knows no cookie yet, at a server. */
    Tab tab(String server, Window window) {
        return Tab.open(
                browser.newContext(new Browser.NewContextOptions()
                        .setBaseURL(server)
                        .setViewportSize(window.width(), window.height())
                        .setColorScheme(window.scheme())),
                server);
    }

    @Override
    public void close() {
        browser.close();
        driver.close();
    }
}

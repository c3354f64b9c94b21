package dev.cook.http.account;

import dev.cook.domain.Text;
import java.util.List;

/** What people call a browser, from what it calls itself; a guess that nothing depends on. */
final class BrowserName {
    /** Characters of a name that says nothing to us. */
    private static final int LONGEST = 60;

    private record Mark(String found, String name) {}

    /** The first that is found counts: most browsers claim to be others, too. */
    private static final List<Mark> BROWSERS = List.of(
            new Mark("Edg", "Edge"),
            new Mark("OPR/", "Opera"),
            new Mark("Firefox/", "Firefox"),
            new Mark("FxiOS/", "Firefox"),
            new Mark("CriOS/", "Chrome"),
            new Mark("Chrome/", "Chrome"),
            new Mark("Safari/", "Safari"));

    private static final List<Mark> SYSTEMS = List.of(
            new Mark("Android", "Android"),
            new Mark("iPhone", "iPhone"),
            new Mark("iPad", "iPad"),
            new Mark("Windows", "Windows"),
            new Mark("Mac OS X", "macOS"),
            new Mark("CrOS", "ChromeOS"),
            new Mark("Linux", "Linux"));

    private BrowserName() {}

    static String of(String agent) {
        String browser = first(BROWSERS, agent);
        String system = first(SYSTEMS, agent);
        if (agent.isBlank()) {
            return "Unknown browser";
        }
        if (browser.isEmpty()) {
            return Text.shortened(Text.printable(agent), LONGEST);
        }
        return system.isEmpty() ? browser : browser + " on " + system;
    }

    private static String first(List<Mark> marks, String agent) {
        return marks.stream()
                .filter(mark -> agent.contains(mark.found()))
                .map(Mark::name)
                .findFirst()
                .orElse("");
    }
}

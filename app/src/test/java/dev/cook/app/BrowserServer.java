package dev.cook.app;

import dev.cook.app.Chromium.Window;
import java.util.Map;

/** A browser and a server of its own, with its admin. It belongs to the thread that opened it. */
record BrowserServer(Chromium chromium, TestServer cook) implements AutoCloseable {
    static BrowserServer open() throws Exception {
        return open(Map.of());
    }

    /** @param agents scripts by the names of the agents that they are, beside the demo's */
    static BrowserServer open(Map<String, String> agents) throws Exception {
        Chromium chromium = Chromium.open();
        try {
            return new BrowserServer(chromium, TestServer.start(agents));
        } catch (Exception | AssertionError e) {
            chromium.close();
            throw e;
        }
    }

    Person ada() {
        return cook.admin();
    }

    /** A tab in which somebody is signed in. */
    Tab tab(Person person, Window window) throws Exception {
        return chromium.tab(cook.server().httpUrl(), window).signIn(person);
    }

    @Override
    public void close() throws Exception {
        cook.close();
        chromium.close();
    }
}

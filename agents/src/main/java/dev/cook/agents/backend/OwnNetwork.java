package dev.cook.agents.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** What a sandbox's own network is like inside: slirp4netns, a process of the server's user, makes its connections for it. */
final class OwnNetwork {
    /** Where slirp4netns passes questions for names on to those whom the machine asks. */
    private static final String NAMES = "10.0.2.3";

    private static final Path RESOLVER = Path.of("/etc/resolv.conf");

    private OwnNetwork() {}

    /** The machine's resolv.conf, but for whom it asks: that may be at the machine's own loopback. */
    static String resolver() {
        try {
            String kept = Files.readAllLines(RESOLVER).stream()
                    .filter(line ->
                            line.startsWith("search") || line.startsWith("domain") || line.startsWith("options"))
                    .collect(Collectors.joining("\n"));
            return "nameserver " + NAMES + "\n" + kept + "\n";
        } catch (IOException _) {
            return "nameserver " + NAMES + "\n";
        }
    }

    /** @param why what the trial said */
    static String lacking(String why) {
        return "environments on this machine reach nothing but Cook, because they cannot have a network of their own: "
                + why
                + ". Install slirp4netns (package 'slirp4netns') and let it open /dev/net/tun, or set network = \"host\" to"
                + " let them have this machine's own, with all that listens on its loopback";
    }
}

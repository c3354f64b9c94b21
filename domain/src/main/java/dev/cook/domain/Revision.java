package dev.cook.domain;

import java.util.Optional;

/**
 * A git repository elsewhere at one commit.
 *
 * @param url as its configuration has it
 * @param commit in hexadecimal
 * @param narHash what Nix calls its files, as the environment says that has them; empty: none did, or has not yet
 */
public record Revision(String url, String commit, Optional<String> narHash) {}

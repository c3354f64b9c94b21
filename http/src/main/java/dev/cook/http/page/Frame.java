package dev.cook.http.page;

import dev.cook.http.exchange.Site;
import java.time.Instant;
import java.util.Optional;

/**
 * What is around the content of every page.
 *
 * @param who the name of whoever is signed in
 */
public record Frame(Site site, Assets assets, Optional<String> who, Instant now) {}

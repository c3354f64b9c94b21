package dev.cook.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How it is counted what agents use.
 *
 * @param prices the table of prices; absent: the one that comes with Cook
 */
public record Usage(Optional<Path> prices) {}

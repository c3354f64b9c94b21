package dev.cook.domain;

import java.time.Instant;

/** What a session's environment saved last, without having pushed it. */
public record Autosave(Oid commit, Instant at) {}

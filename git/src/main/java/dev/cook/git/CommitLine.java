package dev.cook.git;

import dev.cook.domain.Oid;
import java.time.Instant;

/** A commit in a list. */
public record CommitLine(Oid id, String subject, String author, Instant at) {}

package dev.cook.domain;

import java.time.Duration;
import java.util.Optional;

/**
 * An update with its place in a session.
 *
 * @param turn counts from 1
 * @param at time since the turn's start, where it is known
 */
public record TranscriptEntry(int turn, Optional<Duration> at, Update update) {}

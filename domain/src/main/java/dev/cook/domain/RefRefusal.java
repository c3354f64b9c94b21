package dev.cook.domain;

/** Why a ref did not move, for a person to read. */
public record RefRefusal(String ref, String reason) {}

package dev.cook.domain;

/**
 * A git repository elsewhere at one commit.
 *
 * @param url as its configuration has it
 * @param commit in hexadecimal
 */
public record Revision(String url, String commit) {}

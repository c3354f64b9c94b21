package dev.cook.sshd.command;

import picocli.CommandLine.Option;

/** The account that a command is about: the caller's own unless a site admin names another. */
final class AccountOption {
    @Option(
            names = "--account",
            paramLabel = "NAME",
            description = "The account (default: yours). Only site admins can name another.")
    private String account = "";

    /** Whether it is the caller's own. */
    boolean isOf(String caller) {
        return account.isEmpty() || account.equals(caller);
    }

    String nameOr(String caller) {
        return account.isEmpty() ? caller : account;
    }
}

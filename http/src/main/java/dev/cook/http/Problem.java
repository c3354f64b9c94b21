package dev.cook.http;

/** What a person sees instead of a page: what was wrong, and the way out. */
public record Problem(int status, String title, String wrong, String wayOut) {
    static Problem missing(String what) {
        return new Problem(
                404,
                "Not found",
                "There is no " + what + ", or you do not have access to it.",
                "Check the address, or ask an admin of the repository for access.");
    }

    static Problem ours(String id) {
        return new Problem(
                500,
                "Internal error",
                "Cook failed to answer this request. Nothing it had already confirmed is lost.",
                "Try again. If the error stays, give an admin of this server the reference " + id + " from its log.");
    }

    static Problem noDatabase(String id) {
        return new Problem(
                503,
                "Database unavailable",
                "The server cannot reach its database.",
                "Try again in a minute. If the error stays, give an admin of this server the reference " + id
                        + " from its log.");
    }

    static Problem foreign() {
        return new Problem(
                403,
                "Refused",
                "The form came from another site, or your browser did not send its origin.",
                "Open the page on this server and submit the form there.");
    }

    String text() {
        return title + ". " + wrong + " " + wayOut + "\n";
    }
}

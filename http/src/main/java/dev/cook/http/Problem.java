package dev.cook.http;

/** What a person sees instead of a page: what was wrong, and the way out. */
public record Problem(int status, String title, String wrong, String wayOut) {
    static Problem missing(String what) {
        return new Problem(
                404,
                "Not here",
                "There is no " + what + ", or you may not see it.",
                "Check the spelling of the address. Whoever administers the repository can give you a role in it.");
    }

    static Problem ours(String id) {
        return new Problem(
                500,
                "Something broke",
                "Cook made a mistake while it answered this request. Nothing that it had acknowledged is lost.",
                "Try again; if it stays, tell whoever runs this server the error id " + id + ", which is in its log.");
    }

    static Problem noDatabase(String id) {
        return new Problem(
                503,
                "No database",
                "The server cannot reach its database.",
                "Try again in a minute; if it stays, tell whoever runs this server the error id " + id
                        + ", which is in its log.");
    }

    static Problem foreign() {
        return new Problem(
                403,
                "Refused",
                "This form was sent from another site, or your browser does not say from where.",
                "Open the page here and send the form again.");
    }

    String text() {
        return title + ". " + wrong + " " + wayOut + "\n";
    }
}

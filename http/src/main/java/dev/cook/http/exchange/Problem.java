package dev.cook.http.exchange;

import dev.cook.domain.Text;
import dev.cook.store.FailureReason;
import dev.cook.store.Store;

/** What a person sees instead of a page: what was wrong, and the way out. */
public record Problem(int status, String title, String wrong, String wayOut) {
    public static Problem missing(String what) {
        return new Problem(
                404,
                "Not found",
                "There is no " + what + ", or you do not have access to it.",
                "Check the address, or ask an admin of the repository for access.");
    }

    /**
     * The same for what an address names.
     *
     * @param kind what the server looked for, such as "repository"
     */
    public static Problem missing(String kind, String address) {
        String name = address.startsWith("/") ? address.substring(1) : address;
        return missing(kind + " '" + Text.shortened(Text.printable(name), 120) + "'");
    }

    /**
     * A request that the server failed to answer.
     *
     * @param id what the log has the details under
     */
    public static Problem failed(Throwable failure, String id) {
        boolean unreachable = Store.isUnreachable(failure);
        boolean known = unreachable || FailureReason.known(failure).isPresent();
        String why = known ? FailureReason.told(failure) : "Cook failed to answer this request";
        return new Problem(
                unreachable ? 503 : 500,
                unreachable ? "Database unavailable" : known ? "Request failed" : "Internal error",
                Character.toUpperCase(why.charAt(0)) + why.substring(1)
                        + ". Nothing that Cook had already confirmed is lost.",
                "Try again in a minute. If the error stays, give an admin of this server the reference " + id
                        + " from its log.");
    }

    public static Problem foreign() {
        return new Problem(
                403,
                "Refused",
                "The form came from another site, or your browser did not send its origin.",
                "Open the page on this server and submit the form there.");
    }

    /** Words that others say in the middle of a sentence, as one of their own. */
    public static String sentence(String words) {
        return words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    public String text() {
        return title + ". " + wrong + " " + wayOut + "\n";
    }
}

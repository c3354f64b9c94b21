package dev.cook.http.exchange;

/** The headers of every answer: nothing from elsewhere runs in Cook's pages, and nobody frames them. */
final class SecurityHeaders {
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'");

    private SecurityHeaders() {}

    static void set(Exchange exchange) {
        exchange.set("Content-Security-Policy", POLICY);
        exchange.set("X-Content-Type-Options", "nosniff");
        exchange.set("Referrer-Policy", "same-origin");
        // Browsers heed it where they trust the origin, and complain about it on every page elsewhere.
        if (exchange.site().isTrustworthy()) {
            exchange.set("Cross-Origin-Opener-Policy", "same-origin");
        }
        exchange.set("Cross-Origin-Resource-Policy", "same-origin");
        // Pages show what a caller may read now; assets, whose names change with their content, set their own.
        exchange.set("Cache-Control", "no-store");
    }
}

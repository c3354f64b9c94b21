package dev.cook.http.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Finds the token in an Authorization header. */
public final class Credentials {
    /** Longer than any token: what exceeds it is not looked at. */
    private static final int LONGEST = 1024;

    private Credentials() {}

    /** The token of {@code Bearer TOKEN}, or of {@code Basic} with the token as password and any user name. */
    public static Optional<String> token(Optional<String> authorization) {
        if (authorization.isEmpty() || authorization.orElseThrow().length() > LONGEST) {
            return Optional.empty();
        }
        String header = authorization.orElseThrow().strip();
        int space = header.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        String value = header.substring(space + 1).strip();
        return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer" -> Optional.of(value).filter(token -> !token.isEmpty());
            case "basic" -> password(value);
            default -> Optional.empty();
        };
    }

    private static Optional<String> password(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return Optional.of(pair.substring(colon + 1)).filter(password -> colon >= 0 && !password.isEmpty());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

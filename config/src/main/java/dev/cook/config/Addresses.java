package dev.cook.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** URLs that a person writes down; messages never repeat a URL, for it may hold a password. */
final class Addresses {
    private static final Pattern PASSWORD_PARAMETER = Pattern.compile("[?&](?i:password|user)=");

    /** A path of a proxy: plain, so that it reads the same encoded and decoded. */
    private static final Pattern PROXIED = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+){0,4}");

    private static final String AND_NO_MORE = ", without anything after the host and port";

    private Addresses() {}

    /** How clients reach the SSH server. */
    static ValueType<URI> ssh() {
        return new ValueTypes.Text<>("ssh:// URL", text -> {
            URI uri = base(text, List.of("ssh"), "ssh://cook@git.example.org:7422");
            if (uri.getUserInfo() != null && uri.getUserInfo().contains(":")) {
                throw new IllegalArgumentException("a URL that is shown to everybody must not hold a password");
            }
            return uri;
        });
    }

    /** How clients reach the HTTP server. */
    static ValueType<URI> http() {
        return new ValueTypes.Text<>("http:// or https:// URL", text -> {
            URI uri = parsed(text, List.of("http", "https"), "https://git.example.org");
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            if (!PROXIED.matcher(path).matches()) {
                throw new IllegalArgumentException(
                        "the path at which a proxy has the pages holds letters, digits, '.', '_', '~' and '-' between slashes,"
                                + " such as \"https://example.org/cook\"");
            }
            if (uri.getUserInfo() != null) {
                throw new IllegalArgumentException("a URL that is shown to everybody must not hold a user or password");
            }
            return uri;
        });
    }

    static ValueType<String> database() {
        return new ValueTypes.Text<>("jdbc:postgresql: URL", text -> {
            if (!text.startsWith("jdbc:postgresql:") || text.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException("expected a PostgreSQL URL such as \"jdbc:postgresql://host/cook\"");
            }
            if (PASSWORD_PARAMETER.matcher(text).find() || text.contains("@")) {
                throw new IllegalArgumentException(
                        "a database URL holds neither user nor password: use user and password_file, or "
                                + ServerSettings.PASSWORD_VARIABLE);
            }
            return text;
        });
    }

    private static URI base(String text, List<String> schemes, String example) {
        URI uri = parsed(text, schemes, example);
        if (uri.getRawPath() != null && !uri.getRawPath().isEmpty()) {
            throw new IllegalArgumentException(hint(example) + AND_NO_MORE);
        }
        return uri;
    }

    private static String hint(String example) {
        return "expected a URL such as \"" + example + "\"";
    }

    /** Without a slash at the end. */
    private static URI parsed(String text, List<String> schemes, String example) {
        String hint = hint(example);
        URI uri;
        try {
            uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (URISyntaxException e) {
            // The exception's message repeats the URL, so it is not kept.
            throw new IllegalArgumentException(hint);
        }
        if (uri.getScheme() == null
                || !schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                || uri.getHost() == null) {
            throw new IllegalArgumentException(hint);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(hint + AND_NO_MORE);
        }
        return uri;
    }
}

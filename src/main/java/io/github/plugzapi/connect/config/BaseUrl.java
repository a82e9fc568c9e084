package io.github.plugzapi.connect.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a base URL in the configuration has to look like. */
final class BaseUrl {

    static final String IS_NONE = "must be a URL such as https://example.com";

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    private static final int LAST_PORT = 65_535;

    private BaseUrl() {}

    /**
     * What is wrong with a base URL, in words that follow the name of its variable. The URL itself is not quoted, since
     * people put passwords in URLs.
     */
    static Optional<String> problem(String url, boolean httpToLoopbackAllowed) {
        URI uri = web(url).orElse(null);
        if (uri == null) {
            return Optional.of(IS_NONE);
        }
        if (!isHttps(uri) && !(httpToLoopbackAllowed && isLoopback(uri.getHost()))) {
            return Optional.of(
                    httpToLoopbackAllowed
                            ? "must start with https:// (http:// is taken for a loopback address alone)"
                            : "must start with https://, because PlugZapi calls no other URL");
        }
        if (uri.getUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of("must be a plain base URL, without user, query (?) and fragment (#)");
        }
        return Optional.empty();
    }

    /** A URL with a host, https or http; empty for anything else. */
    static Optional<URI> web(String url) {
        try {
            URI uri = new URI(url);
            boolean web = isHttps(uri) || "http".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= LAST_PORT
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    static boolean isHttps(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }
}

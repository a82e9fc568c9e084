package io.github.plugzapi.connect.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a base URL in the configuration has to look like. */
final class BaseUrl {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private BaseUrl() {}

    /**
     * What is wrong with a base URL, in words that follow the name of its variable. The URL itself is not quoted, since
     * people put passwords in URLs.
     */
    static Optional<String> problem(String url, boolean httpToLoopbackAllowed) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("is not a URL");
        }
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        boolean http = "http".equalsIgnoreCase(uri.getScheme());
        if (uri.getHost() == null || !(https || http)) {
            return Optional.of("must be a URL such as https://example.com");
        }
        if (http && !(httpToLoopbackAllowed && LOOPBACK.matcher(uri.getHost()).matches())) {
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
}

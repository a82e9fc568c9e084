package io.github.plugzapi.connect.channel;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** What a URL has to look like that a message is sent to: its path or query is mostly a secret. */
final class WebAddress {

    /** Loopback and private addresses, and names that only a cluster or a local network knows. */
    private static final Pattern NEAR = Pattern.compile(
            "localhost|127(\\.\\d{1,3}){3}|10(\\.\\d{1,3}){3}|192\\.168(\\.\\d{1,3}){2}"
                    + "|172\\.(1[6-9]|2\\d|3[01])(\\.\\d{1,3}){2}|\\[::1]|\\[f[cd][0-9a-f:]+]"
                    + "|[a-z0-9-]+|[a-z0-9.-]+\\.(svc|svc\\.cluster\\.local|internal|local)",
            Pattern.CASE_INSENSITIVE);

    private WebAddress() {}

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none that may be called; the words follow the name of its variable, and do not
     *     quote it
     */
    static URI of(String text) {
        URI uri = withUser(text);
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException("must have no user in its URL");
        }
        return uri;
    }

    /** The same for a service that knows users. */
    static URI withUser(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("holds something that is not a URL");
        }
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        boolean http = "http".equalsIgnoreCase(uri.getScheme());
        if (uri.getHost() == null || !(https || http)) {
            throw new IllegalArgumentException("must hold a URL such as https://example.com/…");
        }
        if (http && !NEAR.matcher(uri.getHost()).matches()) {
            throw new IllegalArgumentException(
                    "must hold a URL that starts with https:// (http:// is taken for a loopback or private address and for a"
                            + " name inside the cluster alone)");
        }
        return uri;
    }

    /** Such as {@code hooks.slack.com/…}. */
    static String masked(URI uri) {
        return uri.getAuthority().replaceFirst("^.*@", "") + "/…";
    }
}

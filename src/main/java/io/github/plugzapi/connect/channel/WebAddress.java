package io.github.plugzapi.connect.channel;

import io.github.plugzapi.connect.config.TargetUrl;
import java.net.URI;

/** A URL that messages are sent to: its path or query is mostly a secret. */
final class WebAddress {

    private WebAddress() {}

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none that may be called; the words follow the name of its variable, and do not
     *     quote it
     */
    static URI of(String text) {
        TargetUrl.problem(text).ifPresent(problem -> {
            throw new IllegalArgumentException("holds a URL that " + problem);
        });
        return URI.create(text);
    }

    /** Such as {@code hooks.slack.com/…}. */
    static String masked(URI uri) {
        return uri.getAuthority() + "/…";
    }
}

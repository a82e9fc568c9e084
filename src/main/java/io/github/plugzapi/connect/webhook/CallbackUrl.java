package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.text.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The URL that PlugZapi calls for an instance. It holds the instance's key, so it is never logged. */
public final class CallbackUrl {

    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");

    private CallbackUrl() {}

    /**
     * Puts the URL together.
     *
     * @param publicUrl the base under which the internet reaches us, with or without a slash at its end; never null
     * @param instance PlugZapi's id of the instance; never null
     * @param key the instance's key; never null
     * @return the URL; never null
     */
    public static String of(String publicUrl, String instance, CallbackKey key) {
        return of(publicUrl, instance, key.of(instance));
    }

    /**
     * The URL as it may be shown.
     *
     * @param publicUrl the base under which the internet reaches us, with or without a slash at its end; never null
     * @param instance PlugZapi's id of the instance; never null
     * @return the URL with stars in the place of the key; never null
     */
    public static String masked(String publicUrl, String instance) {
        return of(publicUrl, instance, "***");
    }

    private static String of(String publicUrl, String instance, String key) {
        String base = withoutSlash(publicUrl.strip());
        return base + "/webhooks/" + Text.pathSegment(instance) + "/" + key;
    }

    /**
     * Whether two texts are the same URL, however each is written (RFC 3986, section 6.2.2): scheme and host have no case,
     * ports have defaults, a slash at the end makes no difference.
     *
     * @param one a URL; never null
     * @param other what may be the same; null where there is nothing
     * @return true if whoever calls the one calls the other
     */
    public static boolean isSame(String one, String other) {
        if (other == null) {
            return false;
        }
        try {
            URI a = new URI(one.strip()).normalize();
            URI b = new URI(other.strip()).normalize();
            return lower(a.getScheme()).equals(lower(b.getScheme()))
                    && lower(a.getHost()).equals(lower(b.getHost()))
                    && port(a) == port(b)
                    && withoutSlash(decoded(a.getRawPath())).equals(withoutSlash(decoded(b.getRawPath())))
                    && decoded(a.getRawQuery()).equals(decoded(b.getRawQuery()));
        } catch (URISyntaxException e) {
            return one.equals(other);
        }
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    /** What need not be encoded is decoded; what must be, such as a slash that is none, stays so, in upper case. */
    private static String decoded(String text) {
        return text == null
                ? ""
                : ENCODED.matcher(text).replaceAll(match -> {
                    String character = String.valueOf((char) Integer.parseInt(match.group(1), 16));
                    return UNRESERVED.matcher(character).matches()
                            ? character
                            : match.group().toUpperCase(Locale.ROOT);
                });
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
    }

    private static String withoutSlash(String path) {
        return path.replaceAll("/+$", "");
    }
}

package io.github.plugzapi.connect.config;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a URL to which we send something has to look like. What is sent is signed but not encrypted, so that it goes by http
 * only to where no stranger listens on the way.
 */
public final class TargetUrl {

    private static final String OCTET = "\\.(?:0|[1-9]\\d{0,2})";

    /** 10/8, 172.16/12, 192.168/16 and fc00::/7. */
    private static final Pattern PRIVATE_ADDRESS = Pattern.compile(
            "10(?:" + OCTET + "){3}|172\\.(?:1[6-9]|2\\d|3[01])(?:" + OCTET + "){2}|192\\.168(?:" + OCTET + "){2}"
                    + "|\\[f[cd][0-9a-f]{2}:.*]",
            Pattern.CASE_INSENSITIVE);

    /** A name that the internet does not have: without a dot, but no number, or of a domain that each network has for itself. */
    private static final Pattern INNER_NAME =
            Pattern.compile("[a-z][a-z0-9-]*|.+\\.(?:svc|local|internal)", Pattern.CASE_INSENSITIVE);

    private TargetUrl() {}

    /**
     * What is wrong with it.
     *
     * @param url what is given for it; never null
     * @return words that follow the name of its variable and do not quote it; empty where nothing is wrong
     */
    public static Optional<String> problem(String url) {
        URI uri = BaseUrl.web(url).orElse(null);
        if (uri == null) {
            return Optional.of(BaseUrl.IS_NONE);
        }
        if (!BaseUrl.isHttps(uri) && !isNear(uri.getHost())) {
            return Optional.of(
                    "must start with https:// (http:// is taken for a loopback address, a private address and a"
                            + " name inside the cluster alone)");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return Optional.of("must be a URL without user and fragment (#)");
        }
        return Optional.empty();
    }

    private static boolean isNear(String host) {
        return BaseUrl.isLoopback(host)
                || PRIVATE_ADDRESS.matcher(host).matches()
                || INNER_NAME.matcher(host.replaceFirst("\\.$", "")).matches();
    }
}

package io.github.plugzapi.connect.webhook;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The URL that PlugZapi calls for an instance. It holds the instance's key, so it is never logged. */
public final class CallbackUrl {

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
        String base = publicUrl.strip().replaceAll("/+$", "");
        // URLEncoder is for forms, where a space is a plus; in a path it is %20.
        String segment = URLEncoder.encode(instance, StandardCharsets.UTF_8).replace("+", "%20");
        return base + "/webhooks/" + segment + "/" + key;
    }
}

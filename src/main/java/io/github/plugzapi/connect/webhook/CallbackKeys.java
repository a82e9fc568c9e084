package io.github.plugzapi.connect.webhook;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The keys that open the front door, and the URLs that hold them. */
@Singleton
public class CallbackKeys {

    private static final Logger LOG = Logger.getLogger(CallbackKeys.class);
    private static final int SECRET_BYTES = 32;

    private final CallbackKey current;
    private final Optional<CallbackKey> previous;
    private final Optional<String> publicUrl;

    CallbackKeys(WebhookConfig config) {
        this.current = new CallbackKey(config.secret().orElseGet(CallbackKeys::make));
        this.previous = config.previousSecret().map(CallbackKey::new);
        this.publicUrl = config.publicUrl();
    }

    private static String make() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        LOG.warn(
                "WEBHOOK_SECRET is not set, so one was made for this start alone: with the next start the callback URLs"
                        + " change. Set it to a long random text.");
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a key opens the door for an instance. */
    boolean open(String instance, String key) {
        // Both are always compared, so that the time tells nothing of which was right.
        boolean byPrevious = previous.map(k -> k.matches(instance, key)).orElse(false);
        return current.matches(instance, key) | byPrevious;
    }

    /**
     * The URL that PlugZapi shall call for an instance; it is a secret.
     *
     * @param instance PlugZapi's id of the instance; never null
     * @return the URL; empty if {@code WEBHOOK_PUBLIC_URL} is not set
     */
    public Optional<String> callbackUrl(String instance) {
        return publicUrl.map(url -> CallbackUrl.of(url, instance, current));
    }
}

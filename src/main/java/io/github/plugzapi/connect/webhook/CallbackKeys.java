package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.StoreOpened;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The keys that open the front door, and the URLs that hold them. */
@Singleton
public class CallbackKeys {

    private static final Logger LOG = Logger.getLogger(CallbackKeys.class);
    private static final int SECRET_BYTES = 32;

    /** The journal's name for the secret that was made here. */
    public static final String SETTING = "webhook-secret";

    private final WebhookConfig config;
    private final Settings settings;

    /** The current key first, then the previous ones; empty while the secret is still in a journal that is not open. */
    private volatile List<CallbackKey> accepted;

    CallbackKeys(WebhookConfig config, Settings settings) {
        this.config = config;
        this.settings = settings;
        this.accepted = config.secret().isPresent() ? keys(null) : List.of();
    }

    /** A secret that was made here goes on opening the door when the user sets one later. */
    void load(@Observes StoreOpened event) {
        Optional<String> made = settings.find(SETTING);
        if (config.secret().isEmpty() && made.isEmpty()) {
            LOG.info("WEBHOOK_SECRET is not set, so one was made; it is kept in the journal");
            made = Optional.of(settings.findOrMake(SETTING, CallbackKeys::make));
        }
        accepted = keys(made.orElse(null));
    }

    private List<CallbackKey> keys(String made) {
        return Stream.of(config.secret(), Optional.ofNullable(made), config.previousSecret())
                .flatMap(Optional::stream)
                .map(CallbackKey::new)
                .toList();
    }

    private static String make() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether the secret is known by now. */
    boolean isReady() {
        return !accepted.isEmpty();
    }

    /** Whether a key opens the door for an instance. */
    boolean open(String instance, String key) {
        boolean open = false;
        for (CallbackKey candidate : accepted) {
            // All are always compared, so that the time tells nothing of which was right.
            open |= candidate.matches(instance, key);
        }
        return open;
    }

    /**
     * Whether there is anything to tell PlugZapi.
     *
     * @return true if {@code WEBHOOK_PUBLIC_URL} is set
     */
    public boolean hasPublicUrl() {
        return config.publicUrl().isPresent();
    }

    /**
     * The URL that PlugZapi shall call for an instance; it is a secret.
     *
     * @param instance PlugZapi's id of the instance; never null
     * @return the URL; empty if {@code WEBHOOK_PUBLIC_URL} is not set, or while the secret is not known yet
     */
    public Optional<String> callbackUrl(String instance) {
        List<CallbackKey> keys = accepted;
        return keys.isEmpty()
                ? Optional.empty()
                : config.publicUrl().map(url -> CallbackUrl.of(url, instance, keys.get(0)));
    }
}

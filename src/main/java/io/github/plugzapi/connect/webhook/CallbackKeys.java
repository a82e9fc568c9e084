package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.text.Secrets;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The keys that open the front door, and the URLs that hold them. */
@Singleton
public class CallbackKeys {

    private static final Logger LOG = Logger.getLogger(CallbackKeys.class);

    /** Of so many instances the keys are remembered. */
    static final int MAX_REMEMBERED = 20_000;

    /** The journal's name for the secret that was made here. */
    public static final String SETTING = "webhook-secret";

    private final WebhookConfig config;
    private final Settings settings;

    private volatile Accepted accepted;
    private volatile boolean complete;

    /**
     * What opens the door.
     *
     * @param keys derive the current key first, then the previous ones; none while the secret is still in a journal that is
     *     not open
     * @param remembered what they derived for the instances that came in, since that is asked of each callback
     */
    private record Accepted(List<CallbackKey> keys, Map<String, List<String>> remembered) {

        private Accepted(List<CallbackKey> keys) {
            this(keys, new ConcurrentHashMap<>());
        }

        private boolean open(String instance, String key) {
            List<String> known = remembered.get(instance);
            List<String> right =
                    known == null ? keys.stream().map(each -> each.of(instance)).toList() : known;
            boolean open = false;
            for (String candidate : right) {
                // All are always compared, so that the time tells nothing of which was right.
                open |= CallbackKey.equal(candidate, key);
            }
            // Strangers do not fill it.
            if (open && known == null) {
                if (remembered.size() >= MAX_REMEMBERED) {
                    remembered.clear();
                }
                remembered.put(instance, right);
            }
            return open;
        }
    }

    CallbackKeys(WebhookConfig config, Settings settings) {
        this.config = config;
        this.settings = settings;
        this.accepted = config.secret().isPresent() ? accepted(null) : new Accepted(List.of());
    }

    /** A secret that was made here goes on opening the door when the user sets one later. */
    void load(@Observes Store.Opened event) {
        Optional<String> made = settings.find(SETTING);
        if (config.secret().isEmpty() && made.isEmpty()) {
            LOG.info("WEBHOOK_SECRET is not set, so one was made; it is kept in the journal");
            made = Optional.of(settings.findOrMake(SETTING, Secrets::make));
        }
        accepted = accepted(made.orElse(null));
        complete = true;
    }

    private Accepted accepted(String made) {
        return new Accepted(Stream.of(config.secret(), Optional.ofNullable(made), config.previousSecret())
                .flatMap(Optional::stream)
                .map(CallbackKey::new)
                .toList());
    }

    /** Of how many instances the keys are remembered. */
    int remembered() {
        return accepted.remembered().size();
    }

    /** Whether all secrets are known by now, so that a key that opens no door is a wrong one. */
    boolean areComplete() {
        return complete;
    }

    /** Whether a key opens the door for an instance. */
    boolean open(String instance, String key) {
        return accepted.open(instance, key);
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
        List<CallbackKey> keys = accepted.keys();
        return keys.isEmpty()
                ? Optional.empty()
                : config.publicUrl().map(url -> CallbackUrl.of(url, instance, keys.get(0)));
    }
}

package io.github.plugzapi.connect.webhook;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where callbacks reach us and what their keys are derived from, {@code WEBHOOK_…}. */
@ConfigMapping(prefix = "webhook")
public interface WebhookConfig {

    /**
     * {@code WEBHOOK_PUBLIC_URL}: the base URL under which the internet reaches us.
     *
     * @return an https URL; empty: nothing is registered with PlugZapi
     */
    Optional<String> publicUrl();

    /**
     * {@code WEBHOOK_SECRET}: what the keys in the callback URLs are derived from.
     *
     * @return the secret; empty: one is made
     */
    Optional<String> secret();

    /**
     * {@code WEBHOOK_PREVIOUS_SECRET}: keys derived from it are accepted too, while the secret is being changed.
     *
     * @return the previous secret, where there is one
     */
    Optional<String> previousSecret();
}

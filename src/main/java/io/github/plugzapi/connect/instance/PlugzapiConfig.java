package io.github.plugzapi.connect.instance;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/**
 * The gateway and the account there, {@code PLUGZAPI_…}; the instances are {@link ConfiguredInstances}.
 *
 * <p>What must be there is checked at the start, all together, so that one message can name every problem.
 */
@ConfigMapping(prefix = "plugzapi")
public interface PlugzapiConfig {

    /**
     * {@code PLUGZAPI_URL}: the gateway's base URL.
     *
     * @return an https URL, or http to a loopback address; never null
     */
    String url();

    /**
     * {@code PLUGZAPI_CLIENT_TOKEN}: the account security token of all instances that have none of their own.
     *
     * @return the token, where the account has one
     */
    Optional<String> clientToken();

    /**
     * {@code PLUGZAPI_ACCOUNT_TOKEN}: a partner's token, with which the gateway is asked for the account's instances.
     *
     * @return the token, where there is one
     */
    Optional<String> accountToken();
}

package io.github.plugzapi.connect.gateway;

import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway and the instances there, {@code PLUGZAPI_…}.
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
    @WithDefault("https://api.plugzapi.com.br")
    @WithConverter(TrimmedStringConverter.class)
    String url();

    /**
     * {@code PLUGZAPI_CLIENT_TOKEN}: the account security token of all instances that have none of their own.
     *
     * @return the token, where the account has one
     */
    Optional<@WithConverter(TrimmedStringConverter.class) String> clientToken();

    /**
     * {@code PLUGZAPI_INSTANCES_<NAME>_…}: the instances by the user's own names for them, in lower case.
     *
     * @return the instances; never null
     */
    Map<String, InstanceConfig> instances();

    /** One instance, {@code PLUGZAPI_INSTANCES_<NAME>_…}. */
    interface InstanceConfig {

        /**
         * {@code …_ID}: PlugZapi's id of the instance.
         *
         * @return the id; empty is a problem that the start reports
         */
        Optional<@WithConverter(TrimmedStringConverter.class) String> id();

        /**
         * {@code …_TOKEN}: the instance's token.
         *
         * @return the token; empty is a problem that the start reports
         */
        Optional<@WithConverter(TrimmedStringConverter.class) String> token();

        /**
         * {@code …_CLIENT_TOKEN}: the account security token, where this instance belongs to another account.
         *
         * @return the token, where there is one
         */
        Optional<@WithConverter(TrimmedStringConverter.class) String> clientToken();
    }
}

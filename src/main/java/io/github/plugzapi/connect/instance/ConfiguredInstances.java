package io.github.plugzapi.connect.instance;

import io.github.plugzapi.connect.config.Family;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/** {@code PLUGZAPI_INSTANCES_<NAME>_…}: the instances that are configured, by the user's own names for them. */
@Singleton
public class ConfiguredInstances {

    private final SortedMap<String, Configured> all = new TreeMap<>();

    /**
     * What is configured of one instance.
     *
     * @param id PlugZapi's id of it; empty is a problem that the start reports
     * @param token its token, a secret; empty is a problem that the start reports
     * @param clientToken the account security token, a secret, where this instance belongs to another account
     */
    public record Configured(Optional<String> id, Optional<String> token, Optional<String> clientToken) {

        /** The id, without the secrets. */
        @Override
        public String toString() {
            return id.orElse("");
        }
    }

    /**
     * Reads them.
     *
     * @param config where the variables are; never null
     */
    public ConfiguredInstances(Config config) {
        Family.INSTANCES
                .read(config)
                .forEach((name, values) -> all.put(
                        name,
                        new Configured(
                                Optional.ofNullable(values.get("id")),
                                Optional.ofNullable(values.get("token")),
                                Optional.ofNullable(values.get("client-token")))));
    }

    /**
     * The instances.
     *
     * @return what is configured, by names in lower case, in their order; never null
     */
    public SortedMap<String, Configured> all() {
        return all;
    }
}

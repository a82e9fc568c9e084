package io.github.plugzapi.connect.instance;

import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/**
 * {@code PLUGZAPI_INSTANCES_<NAME>_…}: the instances that are configured, by the user's own names for them.
 *
 * <p>They are read in one pass over the names of all variables. A {@code Map} in a {@code @ConfigMapping} goes through all
 * the names for each of its keys, which takes half a minute for ten thousand instances.
 */
@Singleton
public class ConfiguredInstances {

    private static final String PROPERTY = "plugzapi.instances.";
    private static final String VARIABLE = "PLUGZAPI_INSTANCES_";
    private static final String ID = "id";
    private static final String TOKEN = "token";
    private static final String CLIENT_TOKEN = "client-token";

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
        Set<String> keys = new HashSet<>();
        for (String name : config.getPropertyNames()) {
            String key = key(name);
            if (key != null) {
                keys.add(key);
            }
        }
        for (String key : keys) {
            // Of three attributes, for one of the keys that there are for it.
            all.computeIfAbsent(key.substring(0, key.indexOf('.')), name -> {
                String prefix = name + ".";
                return new Configured(
                        value(config, keys, prefix + ID),
                        value(config, keys, prefix + TOKEN),
                        value(config, keys, prefix + CLIENT_TOKEN));
            });
        }
    }

    /** {@code sales.client-token} for {@code PLUGZAPI_INSTANCES_SALES_CLIENT_TOKEN} and its like; null for other names. */
    private static String key(String name) {
        if (name.startsWith(VARIABLE)) {
            int end = name.indexOf('_', VARIABLE.length());
            return end < 0
                    ? null
                    : key(
                            name.substring(VARIABLE.length(), end),
                            name.substring(end + 1).replace('_', '-'));
        }
        if (name.startsWith(PROPERTY)) {
            int end = name.indexOf('.', PROPERTY.length());
            return end < 0 ? null : key(name.substring(PROPERTY.length(), end), name.substring(end + 1));
        }
        return null;
    }

    private static String key(String instance, String attribute) {
        String lower = attribute.toLowerCase(Locale.ROOT);
        boolean known = lower.equals(ID) || lower.equals(TOKEN) || lower.equals(CLIENT_TOKEN);
        return known && !instance.isEmpty() ? instance.toLowerCase(Locale.ROOT) + "." + lower : null;
    }

    private static Optional<String> value(Config config, Set<String> keys, String key) {
        return keys.contains(key)
                ? config.getOptionalValue(PROPERTY + key, String.class)
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                : Optional.empty();
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

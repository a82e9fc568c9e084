package io.github.plugzapi.connect.delivery.http;

import io.github.plugzapi.connect.config.Family;
import io.github.plugzapi.connect.text.Secrets;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** {@code SINKS_<NAME>_…}: the sinks that are configured. */
@Singleton
public class ConfiguredSinks {

    private static final String HEADER = "headers.";
    private static final int FINGERPRINT_BYTES = 16;

    /** A shorter path is a word, and lets nobody in. */
    private static final int SECRET_PATH = 16;

    private final SortedMap<String, Configured> all = new TreeMap<>();

    /**
     * What is configured of one sink.
     *
     * @param name the user's name for it, in lower case
     * @param url where events are posted to; whoever knows it may be let in by it, so that it is a secret too
     * @param secret what they are signed with, {@code whsec_…}
     * @param previousSecret what they are signed with too, while the secret is being changed
     * @param events the words of the kinds that it wants; empty: all
     * @param instances the instances that it wants, by their ids and the user's names for them, in upper or lower case; empty: all
     * @param timeout how long an answer may take
     * @param headers what else is sent, by the header's name in lower case
     * @param schedule how long to wait after each failure; after so many the event is set aside
     */
    public record Configured(
            String name,
            URI url,
            String secret,
            Optional<String> previousSecret,
            Set<String> events,
            Set<String> instances,
            Duration timeout,
            SortedMap<String, String> headers,
            List<Duration> schedule) {

        private static Configured of(String name, SortedMap<String, String> values) {
            SortedMap<String, String> headers = new TreeMap<>();
            values.forEach((attribute, value) -> {
                if (attribute.startsWith(HEADER)) {
                    headers.put(attribute.substring(HEADER.length()), value);
                }
            });
            return new Configured(
                    name,
                    URI.create(values.get("url")),
                    values.get("secret"),
                    Optional.ofNullable(values.get("previous-secret")),
                    set(values.get("events")),
                    set(values.get("instances")),
                    Duration.parse(values.get("timeout")),
                    Collections.unmodifiableSortedMap(headers),
                    parts(values.get("schedule")).map(Duration::parse).toList());
        }

        private static Set<String> set(String list) {
            Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            parts(list).forEach(set::add);
            return Collections.unmodifiableSet(set);
        }

        private static Stream<String> parts(String list) {
            return list == null ? Stream.empty() : Stream.of(list.split(","));
        }

        /**
         * Where events are posted to, without what may let somebody in.
         *
         * @return for people; never null
         */
        public String target() {
            String host = url.getScheme() + "://" + url.getRawAuthority();
            return url.getRawPath() == null || url.getRawPath().length() <= 1 ? host : host + "/…";
        }

        /**
         * Which events are posted where.
         *
         * @return for people, without secrets; never null
         */
        public String describe() {
            return name + "  " + target() + "  "
                    + (events.isEmpty() ? "all events" : String.join(", ", events))
                    + (instances.isEmpty() ? "" : " of " + String.join(", ", instances));
        }

        /** Tells one URL from another, and not what it is. */
        String fingerprint() {
            return HexFormat.of().formatHex(Secrets.hash(url.toString()), 0, FINGERPRINT_BYTES);
        }

        /** What must not be shown where the sink says it back. */
        Secrets secrets() {
            List<String> all = new ArrayList<>(headers.values());
            all.add(secret);
            previousSecret.ifPresent(all::add);
            all.add(url.getRawQuery());
            if (url.getRawPath() != null && url.getRawPath().length() >= SECRET_PATH) {
                all.add(url.getRawPath());
            }
            return Secrets.of(all.toArray(String[]::new));
        }

        /** The name, without the secrets. */
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Reads them.
     *
     * @param config where the variables are, with which nothing is wrong; never null
     */
    public ConfiguredSinks(Config config) {
        Family.SINKS.read(config).forEach((name, values) -> all.put(name, Configured.of(name, values)));
    }

    /**
     * The sinks.
     *
     * @return what is configured, by names in lower case, in their order, unchangeable; never null
     */
    public SortedMap<String, Configured> all() {
        return Collections.unmodifiableSortedMap(all);
    }
}

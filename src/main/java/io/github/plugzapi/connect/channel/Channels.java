package io.github.plugzapi.connect.channel;

import io.github.plugzapi.connect.config.Family;
import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/** {@code ALERTS_TO_<NAME>}: all channels to people that are configured, by the user's names for them. */
@Singleton
public class Channels {

    private static final String VARIABLE = "ALERTS_TO_";
    private static final String SENDER = "quarkus.mailer.from";

    private final SortedMap<String, Channel> all;

    @Inject
    Channels(Config config, QuarkusMails mails, Gateway gateway, Instances instances, Connections connections) {
        this(config, mails, new ConnectedNumbers(gateway, () -> promising(instances.all(), connections)));
    }

    /** Those that somebody else made. */
    Channels(SortedMap<String, Channel> all) {
        this.all = all;
    }

    private Channels(Config config, Mails mails, OwnNumbers numbers) {
        Map<String, Function<String, Channel>> kinds = kinds(config, mails, numbers, new Post());
        SortedMap<String, Channel> channels = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        addresses(config).forEach((name, address) -> {
            int colon = address.indexOf(':');
            Function<String, Channel> kind =
                    kinds.get(colon < 0 ? "" : address.substring(0, colon).toLowerCase(Locale.ROOT));
            try {
                if (kind == null) {
                    throw new IllegalArgumentException(
                            "must begin with one of " + String.join(":, ", kinds.keySet()) + ":");
                }
                channels.put(name, kind.apply(address.substring(colon + 1)));
            } catch (IllegalArgumentException e) {
                problems.add(VARIABLE + name.toUpperCase(Locale.ROOT) + " " + e.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigurationException(String.join("\n", problems));
        }
        this.all = Collections.unmodifiableSortedMap(channels);
    }

    /**
     * Those of a command, which runs beside the service.
     *
     * @param config the configuration; never null
     * @param numbers the user's own numbers; never null
     * @return them; never null
     * @throws ConfigurationException if an address is wrong; the message has a line for each, which quotes none
     */
    public static Channels ofCommand(Config config, OwnNumbers numbers) {
        return new Channels(config, new PlainMails(config), numbers);
    }

    /** All kinds that there are, by the word that their addresses begin with. */
    private static Map<String, Function<String, Channel>> kinds(
            Config config, Mails mails, OwnNumbers numbers, Post post) {
        return new TreeMap<>(Map.of(
                MailChannel.SCHEME, address -> mail(address, config, mails),
                TelegramChannel.SCHEME, address -> new TelegramChannel(address, TelegramChannel.SERVICE, post),
                SlackChannel.SCHEME, address -> new SlackChannel(address, post),
                DiscordChannel.SCHEME, address -> new DiscordChannel(address, post),
                TeamsChannel.SCHEME, address -> new TeamsChannel(address, post),
                GoogleChatChannel.SCHEME, address -> new GoogleChatChannel(address, post),
                PagerDutyChannel.SCHEME, address -> new PagerDutyChannel(address, PagerDutyChannel.SERVICE, post),
                NtfyChannel.SCHEME, address -> new NtfyChannel(address, post),
                WhatsAppChannel.SCHEME, address -> new WhatsAppChannel(address, numbers)));
    }

    private static Channel mail(String address, Config config, Mails mails) {
        if (config.getOptionalValue(SENDER, String.class).isEmpty()) {
            throw new IllegalArgumentException("needs QUARKUS_MAILER_FROM, the address that its mails come from");
        }
        return new MailChannel(address, mails);
    }

    private static Map<String, String> addresses(Config config) {
        Map<String, String> addresses = new TreeMap<>();
        Family.CHANNELS.read(config).forEach((name, values) -> addresses.put(name, values.get(Family.ITSELF)));
        return addresses;
    }

    /**
     * Those that are known to be connected first, and none that is known to be disconnected; where the journal does not say, all.
     */
    static Collection<Instance> promising(Collection<Instance> all, Connections connections) {
        try {
            Map<String, Connections.Seen> seen =
                    connections.look(all.stream().map(Instance::id).toList());
            Function<Instance, ConnectionState.Status> status =
                    instance -> seen.get(instance.id()).state().status();
            return all.stream()
                    .filter(instance -> status.apply(instance) != ConnectionState.Status.DISCONNECTED)
                    .sorted(Comparator.comparing(
                            instance -> status.apply(instance) == ConnectionState.Status.CONNECTED ? 0 : 1))
                    .toList();
        } catch (StoreUnavailable e) {
            return all;
        }
    }

    /**
     * All of them.
     *
     * @return by their names in lower case, in their order; never null
     */
    public SortedMap<String, Channel> all() {
        return all;
    }
}

package io.github.plugzapi.connect.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.plugzapi.connect.connection.ConnectionFixtures;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.Readme;
import io.github.plugzapi.connect.testsupport.Sources;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which channels there are, by what is configured. */
class ChannelsTest {

    @Test
    void eachVariableIsAWayByItsName() {
        Map<String, Channel> all = channels(Map.of(
                "ALERTS_TO_OPS", "mailto:a@example.com",
                "ALERTS_TO_PHONE", " whatsapp:5544999990001 ",
                "ALERTS_TO_NOBODY", ""));

        assertThat(all).containsOnlyKeys("ops", "phone");
        assertThat(all.get("ops")).isInstanceOf(MailChannel.class);
        assertThat(all.get("phone")).isInstanceOf(WhatsAppChannel.class);
    }

    @Test
    void oneMessageTellsOfEveryAddressThatIsWrongAndQuotesNone() {
        assertThatThrownBy(() -> channels(Map.of(
                        "ALERTS_TO_A", "pager:SecretMarker",
                        "ALERTS_TO_B", "SecretMarker",
                        "ALERTS_TO_C", "telegram:SecretMarker")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ALERTS_TO_A must begin with one of discord:, googlechat:, mailto:")
                .hasMessageContaining("ALERTS_TO_B must begin with one of")
                .hasMessageContaining("ALERTS_TO_C must be telegram:TOKEN/CHAT")
                .hasMessageNotContaining("SecretMarker");
    }

    @Test
    void whoIsKnownToBeConnectedIsAskedFirstAndWhoIsKnownNotToBeIsNot(@TempDir Path folder) throws SQLException {
        Map<String, String> properties = new TreeMap<>();
        for (String name : List.of("a", "b", "c")) {
            properties.put("plugzapi.instances." + name + ".id", name);
            properties.put("plugzapi.instances." + name + ".token", "token");
        }
        Instances instances = InstanceFixtures.instances(properties);
        MovableClock clock = new MovableClock();
        AtomicReference<Connections> connections = new AtomicReference<>();
        try (RunningJournal running = new RunningJournal(Database.Kind.SQLITE.fresh(folder), clock, opened -> {
            connections.set(ConnectionFixtures.connections(instances, opened.store(), opened.journal(), clock));
            return connections.get();
        })) {
            Instant now = clock.instant();
            running.keep(Events.disconnected("a", now, now, Source.WEBHOOK, "1", "gone"));
            running.keep(Events.connected("c", "2", new Phone("5544999999999")));

            assertThat(Channels.promising(instances.all(), connections.get()))
                    .extracting(Instance::id)
                    .containsExactly("c", "b");
        }
    }

    @Test
    void mailNeedsSomebodyWhoItComesFrom() {
        assertThatThrownBy(() -> Channels.ofCommand(
                        Configuration.ofEnvironment(Map.of("ALERTS_TO_OPS", "mailto:a@example.com")), null))
                .hasMessage("ALERTS_TO_OPS needs QUARKUS_MAILER_FROM, the address that its mails come from");
    }

    @Test
    void everyAddressInTheReadmeLeadsSomewhereAndEveryWayIsThere() {
        Map<String, String> environment = new TreeMap<>();
        List<List<String>> rows = Readme.table("address");
        for (List<String> row : rows) {
            String address = Readme.code(row.get(0)).get(0);
            environment.put(
                    "ALERTS_TO_" + address.substring(0, address.indexOf(':')).toUpperCase(Locale.ROOT),
                    address.replace("https://…", "https://example.com/x")
                            .replace("TOKEN/CHAT", "123456:abc/-100123")
                            .replace("ROUTING_KEY", "0123456789abcdef0123456789abcdef"));
        }

        assertThat(channels(environment).values())
                .extracting(channel -> channel.getClass().getName())
                .containsExactlyInAnyOrderElementsOf(Sources.main().stream()
                        .map(Sources.Source::type)
                        .filter(type -> type.contains(".channel.") && type.matches(".*[a-z]Channel"))
                        .toList());
    }

    private static Map<String, Channel> channels(Map<String, String> environment) {
        Map<String, String> withSender = new TreeMap<>(environment);
        withSender.put("QUARKUS_MAILER_FROM", "connect@example.com");
        return Channels.ofCommand(Configuration.ofEnvironment(withSender), null).all();
    }
}

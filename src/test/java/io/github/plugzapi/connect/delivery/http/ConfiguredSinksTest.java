package io.github.plugzapi.connect.delivery.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.delivery.http.ConfiguredSinks.Configured;
import io.github.plugzapi.connect.testsupport.Configuration;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredSinksTest {

    private static final Map<String, String> LEAST =
            Map.of("SINKS_CRM_URL", "https://crm.example/events?key=UrlMarker", "SINKS_CRM_SECRET", "SecretMarker");

    @Test
    void whatIsNotSetHasItsDefault() {
        Configured sink = crm(Map.of());

        assertThat(sink.name()).isEqualTo("crm");
        assertThat(sink.url()).isEqualTo(URI.create("https://crm.example/events?key=UrlMarker"));
        assertThat(sink.secret()).isEqualTo("SecretMarker");
        assertThat(sink.previousSecret()).isEmpty();
        assertThat(sink.events()).isEmpty();
        assertThat(sink.instances()).isEmpty();
        assertThat(sink.timeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(sink.headers()).isEmpty();
        assertThat(sink.schedule())
                .hasSize(11)
                .startsWith(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2))
                .endsWith(Duration.ofHours(20), Duration.ofHours(24));
    }

    @Test
    void whatIsSetCounts() {
        Configured sink = crm(Map.of(
                "SINKS_CRM_PREVIOUS_SECRET", "PreviousMarker",
                "SINKS_CRM_EVENTS", "connected, outage_started",
                "SINKS_CRM_INSTANCES", "sales , 3B1234567890",
                "SINKS_CRM_TIMEOUT", "5s",
                "SINKS_CRM_HEADERS_AUTHORIZATION", "Bearer HeaderMarker",
                "SINKS_CRM_HEADERS_X_API_KEY", "HeaderMarker",
                "SINKS_CRM_SCHEDULE", "1s,1m"));

        assertThat(sink.previousSecret()).contains("PreviousMarker");
        assertThat(sink.events()).containsExactly("connected", "outage_started");
        assertThat(sink.instances()).containsExactlyInAnyOrder("sales", "3B1234567890");
        assertThat(sink.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(sink.headers())
                .containsExactly(
                        Map.entry("authorization", "Bearer HeaderMarker"), Map.entry("x-api-key", "HeaderMarker"));
        assertThat(sink.schedule()).containsExactly(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @Test
    void theNameOfAnInstanceMayBeWrittenLikeItsVariable() {
        assertThat(crm(Map.of("SINKS_CRM_INSTANCES", "SALES")).instances().contains("sales"))
                .isTrue();
    }

    @Test
    void theyAreInTheOrderOfTheirNames() {
        assertThat(sinks(Map.of("SINKS_BI_URL", "https://bi.example", "SINKS_BI_SECRET", "SecretMarker"))
                        .all())
                .containsOnlyKeys("bi", "crm");
    }

    @Test
    void nothingOfThemIsPrintedButTheirNames() {
        assertThat(sinks(Map.of(
                                "SINKS_CRM_PREVIOUS_SECRET", "PreviousMarker",
                                "SINKS_CRM_HEADERS_AUTHORIZATION", "HeaderMarker"))
                        .all())
                .hasToString("{crm=crm}");
    }

    private static Configured crm(Map<String, String> more) {
        return sinks(more).all().get("crm");
    }

    private static ConfiguredSinks sinks(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.putAll(more);
        return new ConfiguredSinks(Configuration.ofEnvironment(environment));
    }
}

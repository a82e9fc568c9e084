package io.github.plugzapi.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Configuration;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FamilyTest {

    @Test
    void whatIsSetInTheEnvironmentIsReadByTheUsersNames() {
        assertThat(Family.SINKS.read(Configuration.ofEnvironment(Map.of(
                        "SINKS_CRM_URL", "https://crm.example",
                        "SINKS_CRM_PREVIOUS_SECRET", "previous",
                        "SINKS_CRM_HEADERS_AUTHORIZATION", "token",
                        "SINKS_CRM_HEADERS_X_API_KEY", "key",
                        "SINKS_LAKE2_SECRET", "secret"))))
                .hasSize(2)
                .hasEntrySatisfying("crm", values -> assertThat(values)
                        .containsEntry("url", "https://crm.example")
                        .containsEntry("previous-secret", "previous")
                        .containsEntry("headers.authorization", "token")
                        .containsEntry("headers.x-api-key", "key")
                        .doesNotContainKeys("secret", "headers.x.api.key", "previous.secret"))
                .hasEntrySatisfying("lake2", values -> assertThat(values)
                        .containsEntry("secret", "secret")
                        .doesNotContainKey("url"));
    }

    @Test
    void whatIsSetAsAPropertyIsReadAlike() {
        assertThat(Family.SINKS.read(Configuration.of(Map.of(
                        "sinks.crm.url", "https://crm.example",
                        "sinks.crm.previous-secret", "previous",
                        "sinks.crm.headers.x-api-key", "key"))))
                .isEqualTo(Family.SINKS.read(Configuration.ofEnvironment(Map.of(
                        "SINKS_CRM_URL", "https://crm.example",
                        "SINKS_CRM_PREVIOUS_SECRET", "previous",
                        "SINKS_CRM_HEADERS_X_API_KEY", "key"))));
    }

    @Test
    void whatIsSetForAProfileCountsInItAlone() {
        Map<String, String> properties = Map.of("%dev.alerts.to.ops", "in dev", "alerts.to.dev", "everywhere");
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .addDefaultInterceptors();

        assertThat(Family.CHANNELS.read(builder.withProfile("dev").build())).containsOnlyKeys("dev", "ops");
        assertThat(Family.CHANNELS.read(Configuration.of(properties))).containsOnlyKeys("dev");
    }

    @Test
    void aChannelIsOneVariable() {
        assertThat(Family.CHANNELS.read(Configuration.ofEnvironment(
                        Map.of("ALERTS_TO_OPS", "mailto:ops@example.com", "ALERTS_LANGUAGE", "en"))))
                .containsExactly(Map.entry("ops", new TreeMap<>(Map.of(Family.ITSELF, "mailto:ops@example.com"))));
    }

    @Test
    void aDefaultIsThereWhereSomethingElseIsSet() {
        assertThat(Family.SINKS.read(Configuration.ofEnvironment(Map.of("SINKS_CRM_URL", "https://crm.example"))))
                .hasEntrySatisfying("crm", values -> assertThat(values)
                        .containsEntry("timeout", "PT15S")
                        .hasEntrySatisfying("schedule", schedule -> assertThat(schedule)
                                .startsWith("PT5S,PT30S,PT2M,")
                                .endsWith(",PT24H")));
    }

    @Test
    void aValueIsReadInTheFormThatConvertersKnow() {
        assertThat(Family.SINKS.read(Configuration.ofEnvironment(Map.of(
                        "SINKS_CRM_TIMEOUT", " 5s\n",
                        "SINKS_CRM_SCHEDULE", "1s , 1h30m,P1D",
                        "SINKS_CRM_INSTANCES", " sales, Loja Centro "))))
                .hasEntrySatisfying("crm", values -> assertThat(values)
                        .containsEntry("timeout", "PT5S")
                        .containsEntry("schedule", "PT1S,PT1H30M,PT24H")
                        .containsEntry("instances", "sales,Loja Centro"));
    }

    @Test
    void anEmptyVariableIsAnAbsentOne() {
        assertThat(Family.SINKS.read(
                        Configuration.ofEnvironment(Map.of("SINKS_CRM_URL", "", "SINKS_CRM_TIMEOUT", " \t"))))
                .isEmpty();
    }

    @Test
    void namesThatAreNotUnderstoodAreNotRead() {
        assertThat(Family.SINKS.read(Configuration.ofEnvironment(Map.of(
                        "SINKS_A_B_URL", "any",
                        "SINKS__URL", "any",
                        "SINKS_URL", "any",
                        "SINKS_CRM_URLS", "any",
                        "SINKS_CRM_HEADERS", "any",
                        "SINKS_CRM_HEADERS_", "any",
                        "MY_SINKS_CRM_URL", "any"))))
                .isEmpty();
    }
}

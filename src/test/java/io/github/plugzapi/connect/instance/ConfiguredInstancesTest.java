package io.github.plugzapi.connect.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.instance.ConfiguredInstances.Configured;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConfiguredInstancesTest {

    @Test
    void theyAreNamedByTheirVariables() {
        assertThat(ofEnvironment(Map.of(
                                "PLUGZAPI_INSTANCES_SALES_ID", "one",
                                "PLUGZAPI_INSTANCES_SALES_TOKEN", "token",
                                "PLUGZAPI_INSTANCES_SALES_CLIENT_TOKEN", "client-token",
                                "PLUGZAPI_INSTANCES_SHOP2_ID", "two",
                                "PLUGZAPI_INSTANCES_7_ID", "three",
                                "PLUGZAPI_INSTANCES_ID_TOKEN", "four"))
                        .all())
                .containsExactly(
                        Map.entry("7", new Configured(Optional.of("three"), Optional.empty(), Optional.empty())),
                        Map.entry("id", new Configured(Optional.empty(), Optional.of("four"), Optional.empty())),
                        Map.entry(
                                "sales",
                                new Configured(Optional.of("one"), Optional.of("token"), Optional.of("client-token"))),
                        Map.entry("shop2", new Configured(Optional.of("two"), Optional.empty(), Optional.empty())));
    }

    @Test
    void theyMayBePropertiesToo() {
        assertThat(new ConfiguredInstances(Configuration.of(Map.of(
                                "plugzapi.instances.sales.id", "one",
                                "plugzapi.instances.sales.token", "token",
                                "plugzapi.instances.sales.client-token", "client-token")))
                        .all())
                .containsExactly(Map.entry(
                        "sales",
                        new Configured(Optional.of("one"), Optional.of("token"), Optional.of("client-token"))));
    }

    @Test
    void namesThatAreNotUnderstoodAreNoInstances() {
        assertThat(ofEnvironment(Map.of(
                                "PLUGZAPI_INSTANCES_A_B_ID", "one",
                                "PLUGZAPI_INSTANCES__ID", "one",
                                "PLUGZAPI_INSTANCES_ID", "one",
                                "PLUGZAPI_INSTANCES_SALES_TOKN", "token",
                                "PLUGZAPI_INSTANCES_SALES_CLIENT", "token",
                                "PLUGZAPI_INSTANCE_SALES_ID", "one"))
                        .all())
                .isEmpty();
    }

    @Test
    void theWhiteSpaceAroundAValueIsNoPartOfItAndAnEmptyValueIsNone() {
        assertThat(ofEnvironment(
                                Map.of("PLUGZAPI_INSTANCES_SALES_ID", " one\n", "PLUGZAPI_INSTANCES_SALES_TOKEN", "  "))
                        .all())
                .containsExactly(
                        Map.entry("sales", new Configured(Optional.of("one"), Optional.empty(), Optional.empty())));
    }

    @Test
    void theirTokensAreNotPrinted() {
        assertThat(ofEnvironment(Map.of(
                                "PLUGZAPI_INSTANCES_SALES_TOKEN", "marker",
                                "PLUGZAPI_INSTANCES_SALES_CLIENT_TOKEN", "marker"))
                        .all()
                        .toString())
                .contains("sales")
                .doesNotContain("marker");
    }

    @Test
    @Timeout(20)
    void aHundredThousandOfThemAreReadInOnePass() {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            environment.put("PLUGZAPI_INSTANCES_I" + i + "_ID", "id-" + i);
            environment.put("PLUGZAPI_INSTANCES_I" + i + "_TOKEN", "token-" + i);
        }

        assertThat(ofEnvironment(environment).all()).hasSize(100_000);
    }

    private static ConfiguredInstances ofEnvironment(Map<String, String> environment) {
        return new ConfiguredInstances(new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, EnvConfigSource.ORDINAL))
                .build());
    }
}

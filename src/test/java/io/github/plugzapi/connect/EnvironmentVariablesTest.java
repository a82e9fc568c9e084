package io.github.plugzapi.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentVariablesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PLUGZAPI_URL",
                "PLUGZAPI_CLIENT_TOKEN",
                "PLUGZAPI_ACCOUNT_TOKEN",
                "PLUGZAPI_INSTANCES_SALES_ID",
                "PLUGZAPI_INSTANCES_SALES2_TOKEN",
                "PLUGZAPI_INSTANCES_2_CLIENT_TOKEN",
                "WEBHOOK_PUBLIC_URL",
                "WEBHOOK_SECRET",
                "WEBHOOK_PREVIOUS_SECRET",
                "JOURNAL_URL",
                "JOURNAL_USERNAME",
                "JOURNAL_PASSWORD",
                "CONSOLE_USERNAME",
                "CONSOLE_PASSWORD",
                "SINKS_CRM_URL",
                "SINKS_CRM_SECRET",
                "KAFKA_BOOTSTRAP_SERVERS",
                "KAFKA_TOPIC",
            })
    void theNamesOfTheContractAreUnderstood(String name) {
        assertThat(problems(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "HOME", "QUARKUS_HTTP_PORT", "MY_PLUGZAPI_URL", "PLUGZAPI", "WEBHOOKS_URL", "_"})
    void otherPeoplesNamesAreNoneOfOurBusiness(String name) {
        assertThat(problems(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PLUGZAPI_TOKEN",
                "PLUGZAPI_URLS",
                "PLUGZAPI_INSTANCE_SALES_ID",
                "PLUGZAPI_INSTANCES_SALES_TOKN",
                "PLUGZAPI_INSTANCES_ID",
                "WEBHOOK_URL",
                "WEBHOOK_SECRETS",
                "WEBHOOK_",
                "JOURNAL_USER",
                "CONSOLE_PASSWORT",
                "SINKS_CRM_PASSWORD",
                "KAFKA_SERVERS",
            })
    void aMisspeltNameIsAProblem(String name) {
        assertThat(problems(name)).singleElement().asString().startsWith(name + " is not understood");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLUGZAPI_INSTANCES_SALES_BRAZIL_ID", "PLUGZAPI_INSTANCES_A_B_C_CLIENT_TOKEN"})
    void anInstanceWithAnUnderscoreIsAProblemThatSaysSo(String name) {
        assertThat(problems(name)).singleElement().asString().startsWith(name).contains("no underscore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plugzapi_url", "Webhook_Secret", "PLUGZAPI_INSTANCES_sales_ID"})
    void aNameInLowerCaseIsAProblemThatSaysSo(String name) {
        assertThat(problems(name)).singleElement().asString().startsWith(name).contains("upper case");
    }

    @Test
    void everyProblemIsALineInTheOrderOfTheNames() {
        assertThat(problems("WEBHOOK_URL", "PLUGZAPI_TOKEN", "PLUGZAPI_URL"))
                .extracting(problem -> problem.split(" ")[0])
                .containsExactly("PLUGZAPI_TOKEN", "WEBHOOK_URL");
    }

    @Test
    void noProblemQuotesAValue() {
        assertThat(EnvironmentVariables.problems(Map.of("PLUGZAPI_TOKEN", "marker")))
                .singleElement()
                .asString()
                .doesNotContain("marker");
    }

    @Test
    void whatKubernetesSaysOfTheServicesBesideUsIsNoProblem() {
        assertThat(problems(
                        "PLUGZAPI_CONNECT_SERVICE_HOST",
                        "PLUGZAPI_CONNECT_SERVICE_PORT",
                        "PLUGZAPI_CONNECT_SERVICE_PORT_HTTP",
                        "PLUGZAPI_CONNECT_PORT",
                        "PLUGZAPI_CONNECT_PORT_8080_TCP",
                        "PLUGZAPI_CONNECT_PORT_8080_TCP_PROTO",
                        "PLUGZAPI_CONNECT_PORT_8080_TCP_PORT",
                        "PLUGZAPI_CONNECT_PORT_8080_TCP_ADDR",
                        "KAFKA_SERVICE_HOST",
                        "KAFKA_SERVICE_PORT",
                        "KAFKA_PORT_9092_TCP"))
                .isEmpty();
    }

    @Test
    void whatOnlyLooksLikeAServiceIsAProblem() {
        assertThat(problems("KAFKA_PORT")).hasSize(1);
        assertThat(problems("KAFKA_SERVICE_HOST")).hasSize(1);
        assertThat(problems("KAFKA_SERVICE_HOST", "KAFKA_SERVICE_PORT", "KAFKA_TOPICS"))
                .hasSize(1);
    }

    @Test
    void theNamesThatDoNothingYetAreTold() {
        assertThat(EnvironmentVariables.reserved(environment("KAFKA_TOPIC", "CONSOLE_PASSWORD", "PLUGZAPI_URL")))
                .containsExactly("CONSOLE_PASSWORD", "KAFKA_TOPIC");
    }

    private static List<String> problems(String... names) {
        return EnvironmentVariables.problems(environment(names));
    }

    private static Map<String, String> environment(String... names) {
        return Arrays.stream(names).collect(Collectors.toMap(Function.identity(), name -> "value"));
    }
}

package io.github.plugzapi.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.dispatch.RetentionConfig;
import io.github.plugzapi.connect.incident.FlappingConfig;
import io.github.plugzapi.connect.incident.OutageConfig;
import io.github.plugzapi.connect.instance.ConfiguredInstances;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.reconciliation.ReconciliationConfig;
import io.github.plugzapi.connect.registration.RegistrationConfig;
import io.github.plugzapi.connect.store.StoreConfig;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.webhook.WebhookConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationCheckTest {

    @Test
    void noConfigurationAtAllIsRight() {
        assertThat(problems(Map.of())).isEmpty();
    }

    @Test
    void aWholeConfigurationIsRight() {
        assertThat(problems(Map.of(
                        "plugzapi.url", "https://api.z-api.io",
                        "plugzapi.client-token", "client-token",
                        "plugzapi.instances.sales.id", "one",
                        "plugzapi.instances.sales.token", "token",
                        "plugzapi.instances.support.id", "two",
                        "plugzapi.instances.support.token", "token",
                        "webhook.public-url", "https://connect.example",
                        "webhook.secret", "secret")))
                .isEmpty();
    }

    @Test
    void everyProblemIsListedWithItsVariable() {
        List<String> problems = check(Map.of(
                        "plugzapi.url", "http://gateway.example",
                        "plugzapi.instances.a.id", "same",
                        "plugzapi.instances.a.token", "token",
                        "plugzapi.instances.b.id", "same",
                        "plugzapi.instances.b.token", "token",
                        "plugzapi.instances.c.token", "token",
                        "plugzapi.instances.d.id", "other",
                        "webhook.public-url", "http://connect.example"))
                .problems(Map.of("WEBHOOK_URL", "x"), false);

        assertThat(problems)
                .extracting(problem -> problem.split(" ")[0])
                .containsExactlyInAnyOrder(
                        "PLUGZAPI_URL",
                        "PLUGZAPI_INSTANCES_B_ID",
                        "PLUGZAPI_INSTANCES_C_ID",
                        "PLUGZAPI_INSTANCES_D_TOKEN",
                        "WEBHOOK_PUBLIC_URL",
                        "WEBHOOK_URL");
    }

    @Test
    void everyVariableOfWhatItNoticesByItselfIsCheckedInTheSameMessage() {
        String message = ConfigurationCheck.message(problems(Map.of(
                "journal.retention", "for ever",
                "registration.check-every", "often",
                "registration.on-drift", "Repair it",
                "reconciliation.every", "0s",
                "reconciliation.concurrency", "0",
                "reconciliation.restore", "yes",
                "flapping.changes", "-1",
                "flapping.window", "-10m",
                "outage.after", "5 parsecs")));

        assertThat(message)
                .contains(
                        "\n  - JOURNAL_RETENTION must be a duration",
                        "\n  - REGISTRATION_CHECK_EVERY must be a duration longer than zero, such as 90d, 10m or 30s",
                        "\n  - REGISTRATION_ON_DRIFT must be repair or report",
                        "\n  - RECONCILIATION_EVERY must be a duration",
                        "\n  - RECONCILIATION_CONCURRENCY must be a whole number from 1",
                        "\n  - RECONCILIATION_RESTORE must be true or false",
                        "\n  - FLAPPING_CHANGES must be a whole number from 1",
                        "\n  - FLAPPING_WINDOW must be a duration",
                        "\n  - OUTAGE_AFTER must be a duration")
                .doesNotContain("often", "parsecs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "1.5", "99999999999", " "})
    void aNumberThatIsNoneIsAProblemAndNoStackTrace(String number) {
        assertThat(problems(Map.of("reconciliation.concurrency", number, "flapping.changes", number)))
                .extracting(problem -> problem.split(" ")[0])
                .containsExactly("RECONCILIATION_CONCURRENCY", "FLAPPING_CHANGES");
    }

    @Test
    void theValuesOfWhatItNoticesByItselfMayBeSurroundedByWhiteSpace() {
        assertThat(problems(Map.of(
                        "registration.check-every", " 1m ",
                        "registration.on-drift", " report ",
                        "reconciliation.every", "\t30s\n",
                        "reconciliation.concurrency", " 4 ",
                        "reconciliation.restore", " true ",
                        "flapping.changes", " 3 ",
                        "outage.after", " PT1H ")))
                .isEmpty();
    }

    @Test
    void whatIsEmptyIsMissing() {
        assertThat(problems(Map.of("plugzapi.instances.sales.id", "  ", "plugzapi.instances.sales.token", "token")))
                .singleElement()
                .asString()
                .startsWith("PLUGZAPI_INSTANCES_SALES_ID is missing");
    }

    @Test
    void theWhiteSpaceAroundAValueIsNoPartOfIt() {
        assertThat(problems(Map.of("webhook.public-url", " https://connect.example\n")))
                .isEmpty();
    }

    @Test
    void httpToALoopbackAddressIsRightForTheGatewayEverywhereAndForUsInDevModeAlone() {
        Map<String, String> properties =
                Map.of("plugzapi.url", "http://localhost:8089", "webhook.public-url", "http://localhost:8080");

        assertThat(check(properties).problems(Map.of(), true)).isEmpty();
        assertThat(check(properties).problems(Map.of(), false))
                .singleElement()
                .asString()
                .isEqualTo("WEBHOOK_PUBLIC_URL must start with https://, because PlugZapi calls no other URL");
    }

    @Test
    void noProblemQuotesASecret() {
        assertThat(problems(Map.of(
                                "plugzapi.url", "https://user:marker@gateway.example",
                                "plugzapi.instances.sales.token", "marker",
                                "plugzapi.instances.sales.client-token", "marker",
                                "webhook.public-url", "https://connect.example/?key=marker",
                                "webhook.secret", "marker"))
                        .toString())
                .contains("PLUGZAPI_URL", "PLUGZAPI_INSTANCES_SALES_ID", "WEBHOOK_PUBLIC_URL")
                .doesNotContain("marker");
    }

    @Test
    void oneMessageHoldsAllProblems() {
        assertThat(ConfigurationCheck.message(List.of("A is wrong", "B is missing")))
                .contains("cannot start")
                .endsWith("\n  - A is wrong\n  - B is missing");
    }

    private static List<String> problems(Map<String, String> properties) {
        return check(properties).problems(Map.of(), false);
    }

    private static ConfigurationCheck check(Map<String, String> properties) {
        return new ConfigurationCheck(
                Configuration.of(PlugzapiConfig.class, properties),
                new ConfiguredInstances(Configuration.of(properties)),
                Configuration.of(WebhookConfig.class, properties),
                Configuration.of(StoreConfig.class, properties),
                Configuration.of(RetentionConfig.class, properties),
                Configuration.of(RegistrationConfig.class, properties),
                Configuration.of(ReconciliationConfig.class, properties),
                Configuration.of(FlappingConfig.class, properties),
                Configuration.of(OutageConfig.class, properties));
    }
}

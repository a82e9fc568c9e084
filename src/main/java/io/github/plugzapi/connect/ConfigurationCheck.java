package io.github.plugzapi.connect;

import io.github.plugzapi.connect.dispatch.RetentionConfig;
import io.github.plugzapi.connect.incident.FlappingConfig;
import io.github.plugzapi.connect.incident.OutageConfig;
import io.github.plugzapi.connect.instance.ConfiguredInstances;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.reconciliation.ReconciliationConfig;
import io.github.plugzapi.connect.registration.RegistrationConfig;
import io.github.plugzapi.connect.store.StoreConfig;
import io.github.plugzapi.connect.webhook.WebhookConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Checks the whole configuration before anything else starts, so that one message can list every problem with the
 * environment variable that mends it. A variable that looks like ours and is not understood is a problem too: Quarkus
 * would ignore it, and somebody would wonder for hours why it has no effect.
 */
@Singleton
class ConfigurationCheck {

    private static final Logger LOG = Logger.getLogger(ConfigurationCheck.class);

    private final PlugzapiConfig plugzapi;
    private final ConfiguredInstances instances;
    private final WebhookConfig webhook;
    private final StoreConfig journal;
    private final RetentionConfig retention;
    private final RegistrationConfig registration;
    private final ReconciliationConfig reconciliation;
    private final FlappingConfig flapping;
    private final OutageConfig outage;

    ConfigurationCheck(
            PlugzapiConfig plugzapi,
            ConfiguredInstances instances,
            WebhookConfig webhook,
            StoreConfig journal,
            RetentionConfig retention,
            RegistrationConfig registration,
            ReconciliationConfig reconciliation,
            FlappingConfig flapping,
            OutageConfig outage) {
        this.plugzapi = plugzapi;
        this.instances = instances;
        this.webhook = webhook;
        this.journal = journal;
        this.retention = retention;
        this.registration = registration;
        this.reconciliation = reconciliation;
        this.flapping = flapping;
        this.outage = outage;
    }

    void check(@Observes @Priority(1) StartupEvent event) {
        Map<String, String> environment = System.getenv();
        List<String> problems = problems(environment, LaunchMode.current().isDevOrTest());
        if (!problems.isEmpty()) {
            throw new ConfigurationException(message(problems));
        }
        EnvironmentVariables.reserved(environment)
                .forEach(name -> LOG.warnf("%s has no effect yet: this version cannot do what it is for", name));
    }

    static String message(List<String> problems) {
        return "plugzapi-connect cannot start with this configuration. To mend:\n  - "
                + String.join("\n  - ", problems);
    }

    List<String> problems(Map<String, String> environment, boolean devOrTest) {
        List<String> problems = new ArrayList<>();
        BaseUrl.problem(plugzapi.url(), true).ifPresent(problem -> problems.add("PLUGZAPI_URL " + problem));
        checkInstances(problems);
        webhook.publicUrl()
                .flatMap(url -> BaseUrl.problem(url, devOrTest))
                .ifPresent(problem -> problems.add("WEBHOOK_PUBLIC_URL " + problem));
        if (!journal.url().matches("jdbc:(sqlite|postgresql):.+")) {
            problems.add("JOURNAL_URL must be jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE");
        }
        duration(problems, "JOURNAL_RETENTION", retention.retention());
        duration(problems, "REGISTRATION_CHECK_EVERY", registration.checkEvery());
        oneOf(problems, "REGISTRATION_ON_DRIFT", registration.onDrift(), "repair", "report");
        duration(problems, "RECONCILIATION_EVERY", reconciliation.every());
        number(problems, "RECONCILIATION_CONCURRENCY", reconciliation.concurrency());
        oneOf(problems, "RECONCILIATION_RESTORE", reconciliation.restore(), "true", "false");
        number(problems, "FLAPPING_CHANGES", flapping.changes());
        duration(problems, "FLAPPING_WINDOW", flapping.window());
        duration(problems, "OUTAGE_AFTER", outage.after());
        problems.addAll(EnvironmentVariables.problems(environment));
        return problems;
    }

    private static void duration(List<String> problems, String variable, Duration value) {
        if (value.isZero()) {
            problems.add(variable + " must be a duration longer than zero, such as 90d, 10m or 30s");
        }
    }

    private static void number(List<String> problems, String variable, int value) {
        if (value < 1) {
            problems.add(variable + " must be a whole number from 1");
        }
    }

    private static void oneOf(List<String> problems, String variable, String value, String... allowed) {
        if (!List.of(allowed).contains(value)) {
            problems.add(variable + " must be " + String.join(" or ", allowed));
        }
    }

    private void checkInstances(List<String> problems) {
        Map<String, String> nameById = new HashMap<>();
        instances.all().forEach((name, instance) -> {
            String prefix = "PLUGZAPI_INSTANCES_" + EnvironmentVariables.segment(name);
            if (instance.id().isEmpty()) {
                problems.add(prefix + "_ID is missing: set it to PlugZapi's id of the instance");
            }
            if (instance.token().isEmpty()) {
                problems.add(prefix + "_TOKEN is missing: set it to the instance's token");
            }
            instance.id().ifPresent(id -> {
                String other = nameById.putIfAbsent(id, name);
                if (other != null) {
                    problems.add(prefix + "_ID is the same as PLUGZAPI_INSTANCES_" + EnvironmentVariables.segment(other)
                            + "_ID: configure each instance once");
                }
            });
        });
    }
}

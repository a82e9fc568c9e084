package io.github.plugzapi.connect.command;

import io.github.plugzapi.connect.access.AccessConfig;
import io.github.plugzapi.connect.channel.Channel;
import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.config.Sources;
import io.github.plugzapi.connect.delivery.http.ConfiguredSinks;
import io.github.plugzapi.connect.delivery.http.ConfiguredSinks.Configured;
import io.github.plugzapi.connect.delivery.http.SinkProbe;
import io.github.plugzapi.connect.delivery.kafka.KafkaProbe;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.GatewayProbe;
import io.github.plugzapi.connect.gateway.GatewayProbe.Answer;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.store.StoreConfig;
import io.github.plugzapi.connect.store.StoreProbe;
import io.github.plugzapi.connect.store.StoreProbe.Found;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.webhook.CallbackUrl;
import io.github.plugzapi.connect.webhook.WebhookConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * {@code check}: says whether the service can do its work with this configuration, without starting it and without changing
 * anything: whether the configuration is right, the gateway answers and the journal can be used.
 */
final class CheckCommand {

    static final String NAME = "check";

    /** How many calls to the gateway are under way at the same time. */
    private static final int CONCURRENCY = 16;

    private final List<Finding> findings = new ArrayList<>();
    private final SmallRyeConfig config;
    private final PrintStream out;

    /** How much a finding matters; the exit code is that of the gravest. */
    private enum Weight {
        /** The service does not start with it, or cannot do its work. */
        ERROR(2),
        /** The service does less than it could, and that may not be meant. */
        WARNING(1),
        /** Worth to be known. */
        HINT(0);

        private final int exitCode;

        Weight(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    /**
     * What was found.
     *
     * @param weight how much it matters
     * @param line the variable that mends it first, without any secret
     */
    private record Finding(Weight weight, String line) {}

    private CheckCommand(SmallRyeConfig config, PrintStream out) {
        this.config = config;
        this.out = out;
    }

    static int run(List<String> operands, SmallRyeConfig config, PrintStream out, PrintStream err) {
        if (!operands.isEmpty()) {
            err.println(NAME + " takes nothing more: it checks the configuration that the service would have here");
            return Commands.FAILED;
        }
        return new CheckCommand(config, out).run();
    }

    private int run() {
        List<String> problems = ConfigurationCheck.problems(config, false);
        (problems.isEmpty() ? KafkaProbe.problems(config) : problems).forEach(problem -> add(Weight.ERROR, problem));
        boolean right = findings.stream().noneMatch(finding -> finding.weight() == Weight.ERROR);
        if (right) {
            checkJournal(Sources.map(config, StoreConfig.class));
            PlugzapiConfig plugzapi = Sources.map(config, PlugzapiConfig.class);
            GatewayProbe gateway = new GatewayProbe(plugzapi, config);
            checkWebhook(Sources.map(config, WebhookConfig.class), gateway.instances());
            Collection<Configured> sinks = new ConfiguredSinks(config).all().values();
            listSinks(sinks);
            if (plugzapi.accountToken().isEmpty()) {
                checkInstancesOfSinks(sinks, gateway.instances());
            }
            listChannels();
            checkAccess(Sources.map(config, AccessConfig.class));
            KafkaProbe.look(config).ifPresent(this::checkKafka);
            checkGateway(gateway, plugzapi.accountToken().isPresent());
        } else {
            add(Weight.HINT, "The gateway and the journal are not asked before the configuration is right");
        }
        findings.sort(Comparator.comparing(Finding::weight));
        findings.forEach(finding -> out.printf("%-7s  %s%n", Text.label(finding.weight()), finding.line()));
        int exitCode = findings.stream()
                .mapToInt(finding -> finding.weight().exitCode)
                .max()
                .orElse(0);
        if (exitCode == 0) {
            out.println("Nothing is wrong.");
        }
        return exitCode;
    }

    private void add(Weight weight, String line) {
        findings.add(new Finding(weight, line));
    }

    private void checkJournal(StoreConfig journal) {
        Found found = StoreProbe.look(journal);
        add(found.usable() ? Weight.HINT : Weight.ERROR, found.line());
    }

    private void checkAccess(AccessConfig access) {
        if (access.password().isEmpty()) {
            add(
                    access.readerPassword().isEmpty() ? Weight.HINT : Weight.WARNING,
                    "CONSOLE_PASSWORD is not set: "
                            + (access.readerPassword().isEmpty()
                                    ? "the API is closed"
                                    : "with CONSOLE_READER_PASSWORD alone, people may look and nobody may act"));
        }
    }

    private void checkWebhook(WebhookConfig webhook, Collection<Instance> instances) {
        if (webhook.secret().isEmpty()) {
            add(Weight.HINT, "WEBHOOK_SECRET is not set: the service makes one and keeps it in the journal");
        }
        if (webhook.previousSecret().isPresent()) {
            add(Weight.HINT, "WEBHOOK_PREVIOUS_SECRET can be removed when all instances are registered anew");
        }
        if (webhook.publicUrl().isEmpty()) {
            add(
                    Weight.WARNING,
                    "WEBHOOK_PUBLIC_URL is not set: nothing is registered with PlugZapi, and " + CallbackUrlCommand.NAME
                            + " can print no URL to paste into its panel");
            return;
        }
        if (!instances.isEmpty()) {
            out.println("PlugZapi would be told to call (" + CallbackUrlCommand.NAME + " prints the key):");
            instances.forEach(instance -> out.println("  " + instance + "  "
                    + CallbackUrl.masked(webhook.publicUrl().get(), instance.id())));
        }
    }

    /** A misspelt one would be a sink that gets nothing. */
    private void checkInstancesOfSinks(Collection<Configured> sinks, Collection<Instance> instances) {
        for (Configured sink : sinks) {
            Set<String> unknown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            unknown.addAll(sink.instances());
            instances.forEach(instance -> {
                unknown.remove(instance.id());
                unknown.remove(instance.name());
            });
            if (!unknown.isEmpty()) {
                add(
                        Weight.WARNING,
                        "SINKS_" + sink.name().toUpperCase(Locale.ROOT) + "_INSTANCES: no instance is configured as "
                                + String.join(", ", unknown));
            }
        }
    }

    private void listSinks(Collection<Configured> sinks) {
        if (!sinks.isEmpty()) {
            out.println("Events would be passed on to (" + TestSinkCommand.NAME + " tries one):");
            sinks.forEach(sink -> out.println("  " + sink.describe()));
            sinks.forEach(sink -> SinkProbe.unreachable(sink)
                    .ifPresent(reason ->
                            add(Weight.WARNING, "SINKS_" + sink.name().toUpperCase(Locale.ROOT) + "_URL: " + reason)));
        }
    }

    private void listChannels() {
        try {
            SortedMap<String, Channel> channels = TestAlertCommand.channels(config);
            if (!channels.isEmpty()) {
                out.println("People would be told by (" + TestAlertCommand.NAME + " tries one):");
                channels.forEach((name, channel) -> out.println("  " + name + "  " + channel.address()));
            }
        } catch (ConfigurationException e) {
            e.getMessage().lines().forEach(problem -> add(Weight.ERROR, problem));
        }
    }

    private void checkKafka(KafkaProbe.Found kafka) {
        Weight weight = kafka.complete() ? Weight.HINT : Weight.WARNING;
        add(kafka.usable() ? weight : Weight.ERROR, kafka.line());
    }

    private void checkGateway(GatewayProbe gateway, boolean hasAccount) {
        List<Instance> instances = gateway.instances();
        if (!hasAccount && instances.isEmpty()) {
            add(
                    Weight.WARNING,
                    "PLUGZAPI_INSTANCES_<NAME>_ID and _TOKEN are not set: no instance is registered and asked for");
        }
        if (hasAccount) {
            try {
                add(Weight.HINT, "PLUGZAPI_ACCOUNT_TOKEN: the account has " + gateway.account() + " instances");
            } catch (GatewayFailure e) {
                add(Weight.ERROR, "PLUGZAPI_ACCOUNT_TOKEN: " + e.getMessage());
            }
        }
        for (int first = 0; first < instances.size(); first += CONCURRENCY) {
            List<Answer> answers =
                    gateway.ask(instances.subList(first, Math.min(instances.size(), first + CONCURRENCY)));
            if (answers.stream().allMatch(CheckCommand::isUnreachable)) {
                add(Weight.ERROR, "PLUGZAPI_URL: " + answers.get(0).failure().getMessage());
                return;
            }
            answers.forEach(this::check);
        }
    }

    private static boolean isUnreachable(Answer answer) {
        return answer.failure() != null && !answer.failure().isRefused();
    }

    private void check(Answer answer) {
        if (isUnreachable(answer)) {
            add(
                    Weight.ERROR,
                    "PLUGZAPI_URL: " + answer.instance() + ": "
                            + answer.failure().getMessage());
        } else if (answer.failure() != null) {
            String name = answer.instance().name().toUpperCase(Locale.ROOT);
            add(
                    Weight.ERROR,
                    "PLUGZAPI_INSTANCES_" + name + "_ID, _TOKEN: "
                            + answer.failure().getMessage());
        } else if (!answer.status().connected()) {
            String error = answer.status().error();
            add(Weight.HINT, answer.instance() + " is not connected" + (error == null ? "" : ": " + error));
        } else if (answer.status().contradicts()) {
            add(
                    Weight.WARNING,
                    answer.instance() + " is connected, but PlugZapi says: "
                            + (answer.status().error() == null
                                    ? "no session"
                                    : answer.status().error()));
        }
    }
}

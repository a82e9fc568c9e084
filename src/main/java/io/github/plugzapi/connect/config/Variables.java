package io.github.plugzapi.connect.config;

import static io.github.plugzapi.connect.config.Value.address;
import static io.github.plugzapi.connect.config.Value.baseUrl;
import static io.github.plugzapi.connect.config.Value.count;
import static io.github.plugzapi.connect.config.Value.countTo;
import static io.github.plugzapi.connect.config.Value.credential;
import static io.github.plugzapi.connect.config.Value.duration;
import static io.github.plugzapi.connect.config.Value.durationBetween;
import static io.github.plugzapi.connect.config.Value.durationFrom;
import static io.github.plugzapi.connect.config.Value.durationTo;
import static io.github.plugzapi.connect.config.Value.header;
import static io.github.plugzapi.connect.config.Value.hostAndPort;
import static io.github.plugzapi.connect.config.Value.journalUrl;
import static io.github.plugzapi.connect.config.Value.kind;
import static io.github.plugzapi.connect.config.Value.listOf;
import static io.github.plugzapi.connect.config.Value.oneOf;
import static io.github.plugzapi.connect.config.Value.publicUrl;
import static io.github.plugzapi.connect.config.Value.secret;
import static io.github.plugzapi.connect.config.Value.targetUrl;
import static io.github.plugzapi.connect.config.Value.text;
import static io.github.plugzapi.connect.config.Value.topic;
import static io.github.plugzapi.connect.config.Value.username;
import static io.github.plugzapi.connect.config.Value.webhookSecret;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All variables that there are: their names, their defaults and what they must look like stand here and nowhere else in the
 * code. The README's table says what they are for.
 */
public final class Variables {

    static final List<Variable> ALL = List.of(
            of("plugzapi.url", baseUrl()).byDefault("https://api.plugzapi.com.br"),
            of("plugzapi.client-token", credential()),
            of("plugzapi.account-token", credential()),
            of("plugzapi.instances.*.id", text()).required("set it to PlugZapi's id of the instance"),
            of("plugzapi.instances.*.token", credential()).required("set it to the instance's token"),
            of("plugzapi.instances.*.client-token", credential()),
            of("webhook.public-url", publicUrl()),
            of("webhook.secret", secret()),
            of("webhook.previous-secret", secret()),
            // A start without a database answers no probe for so long, and an orchestrator gives it a minute; and a
            // connection on which a callback waits is ended when its idle time is over.
            of("webhook.patience", durationTo("30s")).byDefault("8s"),
            of("journal.url", journalUrl()).byDefault("jdbc:sqlite:data/plugzapi-connect.db"),
            of("journal.username", text()),
            of("journal.password", credential()),
            of("journal.retention", durationFrom("1h")).byDefault("90d"),
            of("registration.check-every", durationFrom("1s")).byDefault("10m"),
            of("registration.on-drift", oneOf("repair", "report")).byDefault("repair"),
            of("reconciliation.every", durationFrom("1s")).byDefault("60s"),
            // As many connections to the gateway as may be open, with some to spare for what else is asked.
            of("reconciliation.concurrency", countTo(1000)).byDefault("16"),
            of("reconciliation.restore", oneOf("true", "false")).byDefault("false"),
            of("flapping.changes", count()).byDefault("6"),
            of("flapping.window", duration()).byDefault("10m"),
            of("outage.after", duration()).byDefault("5m"),
            of("log.format", oneOf("text", "json")).byDefault("text"),
            of("sinks.*.url", targetUrl()).required("set it to where the events are to be sent"),
            of("sinks.*.secret", webhookSecret()).required("make one with " + Value.MAKE_WEBHOOK_SECRET),
            of("sinks.*.previous-secret", webhookSecret()),
            of("sinks.*.events", listOf(kind())),
            of("sinks.*.instances", listOf(text())),
            of("sinks.*.timeout", durationBetween("1s", "60s")).byDefault("15s"),
            of("sinks.*.schedule", listOf(duration(), 20)).byDefault("5s,30s,2m,10m,30m,2h,5h,10h,14h,20h,24h"),
            of("sinks.*.headers.*", header()),
            of("kafka.bootstrap-servers", listOf(hostAndPort())),
            of("kafka.topic", topic()).byDefault("plugzapi.connections"),
            of("alerts.to.*", address()),
            of("alerts.language", oneOf("pt", "en")).byDefault("pt"),
            of("alerts.grouping", duration()).byDefault("30s"),
            of("alerts.remind-every", durationFrom("1s")),
            of("console.url", baseUrl()),
            of("console.username", username()).byDefault("admin"),
            of("console.password", secret()),
            of("console.reader-password", secret()));

    private Variables() {}

    private static Variable of(String property, Value value) {
        return Variable.of(property, value);
    }

    /**
     * What the names in the environment begin with.
     *
     * @return such as {@code JOURNAL_}, in order; never null
     */
    public static SortedSet<String> prefixes() {
        SortedSet<String> prefixes = new TreeSet<>();
        ALL.forEach(variable -> prefixes.add(variable.name().replaceFirst("_.*", "_")));
        return prefixes;
    }
}

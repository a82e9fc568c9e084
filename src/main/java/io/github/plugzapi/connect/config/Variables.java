package io.github.plugzapi.connect.config;

import static io.github.plugzapi.connect.config.Value.count;
import static io.github.plugzapi.connect.config.Value.countTo;
import static io.github.plugzapi.connect.config.Value.credential;
import static io.github.plugzapi.connect.config.Value.duration;
import static io.github.plugzapi.connect.config.Value.durationFrom;
import static io.github.plugzapi.connect.config.Value.durationTo;
import static io.github.plugzapi.connect.config.Value.gatewayUrl;
import static io.github.plugzapi.connect.config.Value.journalUrl;
import static io.github.plugzapi.connect.config.Value.oneOf;
import static io.github.plugzapi.connect.config.Value.publicUrl;
import static io.github.plugzapi.connect.config.Value.secret;
import static io.github.plugzapi.connect.config.Value.text;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All variables that there are: their names, their defaults and what they must look like stand here and nowhere else in the
 * code. The README's table says what they are for.
 */
public final class Variables {

    static final List<Variable> ALL = List.of(
            of("plugzapi.url", gatewayUrl()).byDefault("https://api.plugzapi.com.br"),
            of("plugzapi.client-token", credential()),
            of("plugzapi.account-token", credential()),
            of("plugzapi.instances.*.id", text()),
            of("plugzapi.instances.*.token", credential()),
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
            of("sinks.*.url", text()).isReserved(),
            of("sinks.*.secret", secret()).isReserved(),
            of("sinks.*.previous-secret", secret()).isReserved(),
            of("sinks.*.events", text()).isReserved(),
            of("sinks.*.instances", text()).isReserved(),
            of("sinks.*.timeout", duration()).isReserved(),
            of("sinks.*.headers.*", credential()).isReserved(),
            of("kafka.bootstrap-servers", text()).isReserved(),
            of("kafka.topic", text()).isReserved(),
            of("alerts.to.*", credential()).isReserved(),
            of("alerts.language", oneOf("pt", "en")).isReserved(),
            of("alerts.grouping", duration()).isReserved(),
            of("alerts.remind-every", duration()).isReserved(),
            of("console.username", text()).isReserved(),
            of("console.password", secret()).isReserved(),
            of("console.reader-password", secret()).isReserved(),
            of("console.url", publicUrl()).isReserved());

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

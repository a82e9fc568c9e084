package io.github.plugzapi.connect.console.numbers;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** Which of the variables are set that a beginner sets first: what they hold is not told. */
@Singleton
class Setup {

    private final Config config;

    Setup(Config config) {
        this.config = config;
    }

    /**
     * A variable.
     *
     * @param name as it is set; never null
     * @param isSet whether it holds anything
     */
    record Variable(String name, boolean isSet) {}

    List<Variable> variables() {
        return List.of(
                new Variable("PLUGZAPI_INSTANCES_…", isAny("plugzapi.instances.")),
                variable("PLUGZAPI_ACCOUNT_TOKEN", "plugzapi.account-token"),
                variable("WEBHOOK_PUBLIC_URL", "webhook.public-url"),
                variable("WEBHOOK_SECRET", "webhook.secret"),
                variable("CONSOLE_PASSWORD", "console.password"),
                new Variable("ALERTS_TO_…", isAny("alerts.to.")),
                new Variable("SINKS_…", isAny("sinks.")));
    }

    private Variable variable(String name, String property) {
        return new Variable(
                name,
                config.getOptionalValue(property, String.class)
                        .filter(value -> !value.isBlank())
                        .isPresent());
    }

    private boolean isAny(String prefix) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .anyMatch(name -> name.startsWith(prefix));
    }
}

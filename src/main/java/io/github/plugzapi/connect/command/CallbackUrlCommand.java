package io.github.plugzapi.connect.command;

import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.config.Sources;
import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.StoreConfig;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.webhook.CallbackKey;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.github.plugzapi.connect.webhook.CallbackUrl;
import io.github.plugzapi.connect.webhook.WebhookConfig;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** {@code callback-url INSTANCE}: prints the URL to paste into the provider's panel, and nothing else. */
final class CallbackUrlCommand {

    static final String NAME = "callback-url";

    private CallbackUrlCommand() {}

    static int run(List<String> operands, SmallRyeConfig config, PrintStream out, PrintStream err) {
        if (operands.size() != 1 || operands.get(0).isBlank()) {
            err.println("Say which instance, by PlugZapi's id of it: " + NAME + " INSTANCE");
            return Commands.FAILED;
        }
        List<String> problems = ConfigurationCheck.problems(config, false);
        if (!problems.isEmpty()) {
            err.println(ConfigurationCheck.message(problems));
            return Commands.FAILED;
        }
        WebhookConfig webhook = Sources.map(config, WebhookConfig.class);
        if (webhook.publicUrl().isEmpty()) {
            err.println("WEBHOOK_PUBLIC_URL is missing: set it to the https URL under which the internet reaches this"
                    + " service.");
        }
        Optional<String> secret = webhook.secret().or(() -> keptSecret(Sources.map(config, StoreConfig.class), err));
        if (secret.isEmpty()) {
            err.println(
                    "WEBHOOK_SECRET is missing: set it, or start the service once, which makes a secret and keeps it"
                            + " in its journal (JOURNAL_URL).");
        }
        if (webhook.publicUrl().isEmpty() || secret.isEmpty()) {
            return Commands.FAILED;
        }
        out.println(CallbackUrl.of(webhook.publicUrl().get(), operands.get(0), new CallbackKey(secret.get())));
        return 0;
    }

    private static Optional<String> keptSecret(StoreConfig journal, PrintStream err) {
        try {
            return Settings.read(journal, CallbackKeys.SETTING);
        } catch (StoreUnavailable e) {
            err.println("The journal cannot be read: " + e.reason());
            return Optional.empty();
        }
    }
}

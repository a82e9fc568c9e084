package io.github.plugzapi.connect;

import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.StoreConfig;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.webhook.CallbackKey;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.github.plugzapi.connect.webhook.CallbackUrl;
import io.github.plugzapi.connect.webhook.WebhookConfig;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** {@code callback-url INSTANCE}: prints the URL to paste into the provider's panel, and nothing else. */
final class CallbackUrlCommand {

    static final String NAME = "callback-url";

    /** The exit code where something is missing. */
    static final int MISSING = 2;

    private CallbackUrlCommand() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.size() != 1 || arguments.get(0).isBlank()) {
            err.println("Say which instance, by PlugZapi's id of it: " + NAME + " INSTANCE");
            return MISSING;
        }
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultSources()
                .addDefaultInterceptors()
                .withMapping(WebhookConfig.class)
                .withMapping(StoreConfig.class)
                // The variables are those of the service; what else there is, is its business.
                .withValidateUnknown(false)
                .build();
        WebhookConfig webhook = config.getConfigMapping(WebhookConfig.class);
        boolean urlIsRight = checkPublicUrl(webhook, err);
        Optional<String> secret =
                webhook.secret().or(() -> keptSecret(config.getConfigMapping(StoreConfig.class), err));
        if (secret.isEmpty()) {
            err.println(
                    "WEBHOOK_SECRET is missing: set it, or start the service once, which makes a secret and keeps it"
                            + " in its journal (JOURNAL_URL).");
        }
        if (!urlIsRight || secret.isEmpty()) {
            return MISSING;
        }
        out.println(CallbackUrl.of(webhook.publicUrl().orElseThrow(), arguments.get(0), new CallbackKey(secret.get())));
        return 0;
    }

    private static boolean checkPublicUrl(WebhookConfig webhook, PrintStream err) {
        if (webhook.publicUrl().isEmpty()) {
            err.println("WEBHOOK_PUBLIC_URL is missing: set it to the https URL under which the internet reaches this"
                    + " service.");
            return false;
        }
        Optional<String> problem = webhook.publicUrl().flatMap(url -> BaseUrl.problem(url, false));
        problem.ifPresent(text -> err.println("WEBHOOK_PUBLIC_URL " + text));
        return problem.isEmpty();
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

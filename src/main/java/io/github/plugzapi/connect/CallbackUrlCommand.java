package io.github.plugzapi.connect;

import io.github.plugzapi.connect.webhook.CallbackKey;
import io.github.plugzapi.connect.webhook.CallbackUrl;
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
                .build();
        Optional<String> publicUrl = read(config, "webhook.public-url");
        Optional<String> secret = read(config, "webhook.secret");
        if (publicUrl.isEmpty()) {
            err.println("WEBHOOK_PUBLIC_URL is missing: set it to the https URL under which the internet reaches this"
                    + " service.");
        } else {
            BaseUrl.problem(publicUrl.get(), false).ifPresent(problem -> err.println("WEBHOOK_PUBLIC_URL " + problem));
        }
        if (secret.isEmpty()) {
            err.println("WEBHOOK_SECRET is missing: set it to the secret of the running service.");
        }
        if (publicUrl.isEmpty()
                || secret.isEmpty()
                || BaseUrl.problem(publicUrl.get(), false).isPresent()) {
            return MISSING;
        }
        out.println(CallbackUrl.of(publicUrl.get(), arguments.get(0), new CallbackKey(secret.get())));
        return 0;
    }

    /** Read as the service reads it, without the white space around it, or the keys would not be the same. */
    private static Optional<String> read(SmallRyeConfig config, String property) {
        return config.getOptionalValue(property, String.class)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}

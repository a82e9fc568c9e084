package io.github.plugzapi.connect.alert;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where people find the console, {@code CONSOLE_…}. */
@ConfigMapping(prefix = "console")
public interface ConsoleConfig {

    /**
     * {@code CONSOLE_URL}: the base URL of links in messages.
     *
     * @return where the console is; what callbacks are sent to, where nothing else is set; empty where that is not known either
     */
    // The value of another variable, which the table of variables cannot name.
    @WithDefault("${webhook.public-url:}")
    Optional<String> url();
}

package io.github.plugzapi.connect.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Who may look and act, {@code CONSOLE_…}. */
@ConfigMapping(prefix = "console")
public interface AccessConfig {

    /**
     * {@code CONSOLE_USERNAME}: who may look and act.
     *
     * @return a name without a colon; never null
     */
    String username();

    /**
     * {@code CONSOLE_PASSWORD}: that person's password.
     *
     * @return the password; empty: nobody may act
     */
    Optional<String> password();

    /**
     * {@code CONSOLE_READER_PASSWORD}: the password of {@value Role#READER}, who may look.
     *
     * @return the password; empty: there is no such person
     */
    Optional<String> readerPassword();
}

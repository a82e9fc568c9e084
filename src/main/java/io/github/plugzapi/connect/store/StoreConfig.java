package io.github.plugzapi.connect.store;

import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where the journal is kept, {@code JOURNAL_…}. */
@ConfigMapping(prefix = "journal")
public interface StoreConfig {

    /**
     * {@code JOURNAL_URL}: the JDBC URL of the store.
     *
     * @return a URL of SQLite or PostgreSQL; never null
     */
    @WithDefault("jdbc:sqlite:data/plugzapi-connect.db")
    @WithConverter(TrimmedStringConverter.class)
    String url();

    /**
     * {@code JOURNAL_USERNAME}: for PostgreSQL.
     *
     * @return the name, where one is needed
     */
    Optional<@WithConverter(TrimmedStringConverter.class) String> username();

    /**
     * {@code JOURNAL_PASSWORD}: for PostgreSQL.
     *
     * @return the password, a secret, where one is needed
     */
    Optional<@WithConverter(TrimmedStringConverter.class) String> password();
}

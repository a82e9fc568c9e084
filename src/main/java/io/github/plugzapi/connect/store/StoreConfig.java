package io.github.plugzapi.connect.store;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where the journal is kept, {@code JOURNAL_…}. */
@ConfigMapping(prefix = "journal")
public interface StoreConfig {

    /**
     * {@code JOURNAL_URL}: the JDBC URL of the store.
     *
     * @return a URL of SQLite or PostgreSQL; never null
     */
    String url();

    /**
     * {@code JOURNAL_USERNAME}: for PostgreSQL.
     *
     * @return the name, where one is needed
     */
    Optional<String> username();

    /**
     * {@code JOURNAL_PASSWORD}: for PostgreSQL.
     *
     * @return the password, a secret, where one is needed
     */
    Optional<String> password();
}

package io.github.plugzapi.connect.erasure;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.incident.NoticeIncidents;
import io.github.plugzapi.connect.journal.Journal;

/** Erasure for tests of other packages. */
public final class ErasureFixtures {

    private ErasureFixtures() {}

    public static Erasure erasure(Journal journal, Connections connections, NoticeIncidents incidents) {
        return new Erasure(journal, connections, incidents);
    }
}

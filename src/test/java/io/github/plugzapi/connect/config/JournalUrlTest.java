package io.github.plugzapi.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:sqlite:data/plugzapi-connect.db",
                "jdbc:sqlite:/var/lib/plugzapi@home/journal.db",
                "jdbc:sqlite:file:journal.db?cache=private",
                "jdbc:sqlite:file:a@b/journal.db",
                "jdbc:sqlite:C:/data/journal.db",
                "jdbc:postgresql://db/plugzapi",
                "jdbc:postgresql://db.example:5432/plugzapi?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem",
                "jdbc:postgresql://one:5432,two:5433/plugzapi?targetServerType=primary",
                "jdbc:postgresql://[2001:db8::1]:5432/plugzapi",
                "jdbc:postgresql://db/",
                "jdbc:postgresql:plugzapi",
                "jdbc:postgresql://db/plugzapi?prepareThreshold=0",
            })
    void aJournalIsAFileOrADatabase(String url) {
        assertThat(JournalUrl.problem(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/plugzapi?reWriteBatchedInserts=true",
                "jdbc:postgresql://db/plugzapi?ssl=true&reWriteBatchedInserts=false",
                "jdbc:postgresql://db/plugzapi?prepareThreshold=5",
                "jdbc:postgresql://db/plugzapi?ssl=true&preparethreshold=-1",
                "jdbc:postgresql://db/plugzapi?prepareThreshold=05",
            })
    void whatHasTheDriverDoOtherThanItSaysIsAProblem(String url) {
        assertThat(JournalUrl.problem(url))
                .hasValueSatisfying(problem -> assertThat(problem).contains("leave it out"));
    }

    @Test
    void whatIsSetInAnyCaseMayBeSaid() {
        assertThat(JournalUrl.problem("jdbc:postgresql://db/plugzapi?prepareThreshold=0&ssl=true"))
                .isEmpty();
        assertThat(JournalUrl.problem("jdbc:postgresql://db/plugzapi?prepareThreshold=0"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://user:marker@db/plugzapi",
                "jdbc:postgresql://user:marker@db:5432/plugzapi",
                "jdbc:postgresql://marker@db/plugzapi",
                "jdbc:postgresql://user:mar/ker@db/plugzapi",
                "jdbc:postgresql://user:mar?ker@db/plugzapi",
                "jdbc:postgresql:user:marker@db/plugzapi",
                "postgresql://user:marker@db/plugzapi",
                "postgres://user:marker@db/plugzapi",
                "jdbc:mysql://user:marker@db/plugzapi",
                "jdbc:postgresql://db/plugzapi?user=plugzapi",
                "jdbc:postgresql://db/plugzapi?password=marker",
                "jdbc:postgresql://db/plugzapi?PASSWORD=marker",
                "jdbc:postgresql://db/plugzapi?ssl=true&sslpassword=marker",
                "jdbc:postgresql://db/plugzapi?ssl=true;password=marker",
                "jdbc:postgresql://db/plugzapi?pass%77ord=marker",
                "jdbc:postgresql://db/plugzapi? password=marker",
                "jdbc:postgresql:plugzapi?password=marker",
                "jdbc:sqlite://user:marker@db/plugzapi",
                "jdbc:sqlite:journal.db?password=marker",
                "jdbc:sqlite:journal.db?key=marker",
            })
    void aPasswordInItIsAProblemThatSaysWhereItBelongs(String url) {
        assertThat(JournalUrl.problem(url)).hasValueSatisfying(problem -> assertThat(problem)
                .contains("JOURNAL_USERNAME and JOURNAL_PASSWORD")
                .doesNotContain("marker"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:sqlite::memory:",
                "jdbc:sqlite:file::memory:?cache=shared",
                "jdbc:sqlite:file:journal.db?mode=memory&cache=shared",
            })
    void whatIsInMemoryAloneIsAProblem(String url) {
        assertThat(JournalUrl.problem(url))
                .hasValueSatisfying(problem -> assertThat(problem).contains("must name a file"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:sqlite:journal.db?synchronous=OFF",
                "jdbc:sqlite:journal.db?cache=private&journal_mode=MEMORY",
                "jdbc:sqlite:journal.db?locking_mode=EXCLUSIVE",
                "jdbc:sqlite:file:journal.db?mode=ro",
            })
    void whatDecidesWhetherSqliteKeepsItsWordIsAProblem(String url) {
        assertThat(JournalUrl.problem(url))
                .hasValueSatisfying(problem -> assertThat(problem).contains("must not set", "leave them out"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:sqlite:",
                "jdbc:sqlite:?cache=shared",
                "jdbc:postgresql:",
                "jdbc:postgresql://",
                "jdbc:postgresql://user:marker/plugzapi",
                "jdbc:postgresql://db:port/plugzapi",
                "jdbc:postgresql://db:0/plugzapi",
                "jdbc:postgresql://db:65536/plugzapi",
                "jdbc:postgresql://db:123456/plugzapi",
                "jdbc:postgresql://db/a b",
                "jdbc:postgresql://db/a/b",
                "jdbc:mysql://db/plugzapi",
                "postgresql://db/plugzapi",
                "data/journal.db",
                "file:journal.db",
                "JDBC:SQLITE:journal.db",
            })
    void whatTheDriversDoNotTakeIsAProblem(String url) {
        assertThat(JournalUrl.problem(url)).contains("must be jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE");
    }
}

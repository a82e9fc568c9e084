package io.github.plugzapi.connect.console.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryTest {

    @Test
    void theAddressHoldsWhatIsNotUsual() {
        Query query = Query.of("disconnected", " São & Cia ", "name", "3");

        assertThat(query.withPage(4)).isEqualTo("/?status=disconnected&q=S%C3%A3o%20%26%20Cia&sort=name&page=4");
        assertThat(query.withStatus("")).isEqualTo("/?q=S%C3%A3o%20%26%20Cia&sort=name");
        assertThat(query.withSort("status")).isEqualTo("/?status=disconnected&q=S%C3%A3o%20%26%20Cia");
    }

    @Test
    void whatCannotBeUnderstoodIsAsIfItWereNotThere() {
        assertThat(Query.of("down", null, "size", "-1")).isEqualTo(new Query("", "", "status", 1));
        assertThat(Query.of(null, null, null, "99999999999")).isEqualTo(new Query("", "", "status", 1));
    }
}

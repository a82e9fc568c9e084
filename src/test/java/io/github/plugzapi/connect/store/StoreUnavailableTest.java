package io.github.plugzapi.connect.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class StoreUnavailableTest {

    @Test
    void theReasonIsWhatIsSaidAtTheBottom() {
        assertThat(new StoreUnavailable(new SQLException("refused", new SQLException("Connection timed out.")))
                        .reason())
                .isEqualTo("Connection timed out");
    }

    @Test
    void whatSaysNothingIsPassedOver() {
        assertThat(new StoreUnavailable(new SQLException("Acquisition timeout", new TimeoutException())).reason())
                .isEqualTo("Acquisition timeout");
    }

    @Test
    void whereNobodySaysAnythingItsNameMustDo() {
        assertThat(new StoreUnavailable(new TimeoutException()).reason())
                .isEqualTo("java.util.concurrent.TimeoutException");
    }

    @Test
    void aFileThatCannotBeUsedIsNamed() {
        assertThat(StoreUnavailable.reason(new AccessDeniedException("/data/journal.db")))
                .isEqualTo("AccessDeniedException at /data/journal.db");
    }
}

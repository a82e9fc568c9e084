package io.github.plugzapi.connect.connection;

import static io.github.plugzapi.connect.connection.Connection.Status.CONNECTED;
import static io.github.plugzapi.connect.connection.Connection.Status.DISCONNECTED;
import static io.github.plugzapi.connect.connection.Connection.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConnectionTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String PHONE = "5544999999999";

    @Test
    void isUnknownUntilPlugzapiSaysSomething() {
        Connection connection = after();

        assertThat(connection.status()).isEqualTo(UNKNOWN);
        assertThat(connection.phone()).isEqualTo(Phone.unknown());
        assertThat(connection.since()).isNull();
    }

    @Test
    void isConnectedWithItsPhoneSinceTheMomentOfTheEvent() {
        Connection connection = after(connected(0, PHONE));

        assertThat(connection.status()).isEqualTo(CONNECTED);
        assertThat(connection.phone()).isEqualTo(new Phone(PHONE));
        assertThat(connection.since()).isEqualTo(NOON);
        assertThat(connection.error()).isNull();
    }

    @Test
    void isDisconnectedWithItsReasonAndRemembersItsPhone() {
        Connection connection = after(connected(0, PHONE), disconnected(5, "gone"));

        assertThat(connection.status()).isEqualTo(DISCONNECTED);
        assertThat(connection.phone()).isEqualTo(new Phone(PHONE));
        assertThat(connection.since()).isEqualTo(NOON.plusSeconds(5));
        assertThat(connection.error()).isEqualTo("gone");
    }

    @Test
    void forgetsTheReasonOnceItIsConnectedAgain() {
        assertThat(after(disconnected(0, "gone"), connected(5, PHONE)).error()).isNull();
    }

    @Test
    void hasBeenConnectedSinceTheFirstOfTheEventsThatSaySo() {
        Connection connection = after(connected(0, PHONE), connected(60, null));

        assertThat(connection.since()).isEqualTo(NOON);
        assertThat(connection.phone()).isEqualTo(new Phone(PHONE));
    }

    @Test
    void hasBeenDisconnectedSinceTheFirstOfTheEventsThatSaySoForTheLastOfTheirReasons() {
        Connection connection = after(disconnected(0, "first"), disconnected(60, "last"));

        assertThat(connection.since()).isEqualTo(NOON);
        assertThat(connection.error()).isEqualTo("last");
    }

    @Test
    void takesTheNumberThatIsConnectedNow() {
        assertThat(after(connected(0, PHONE), connected(5, "5511888888888")).phone())
                .isEqualTo(new Phone("5511888888888"));
    }

    @Test
    void aLateOlderEventDoesNotOverturnANewerOne() {
        assertThat(after(connected(60, PHONE), disconnected(0, "late")).status())
                .isEqualTo(CONNECTED);
        assertThat(after(disconnected(60, "gone"), connected(0, PHONE)).status())
                .isEqualTo(DISCONNECTED);
    }

    @Test
    void aLateOlderEventDoesNotOverturnANewerOneThatOnlyConfirmedTheState() {
        Connection connection = after(connected(0, PHONE), connected(120, PHONE), disconnected(60, "late"));

        assertThat(connection.status()).isEqualTo(CONNECTED);
        assertThat(connection.since()).isEqualTo(NOON);
    }

    @Test
    void aLateOlderEventDoesNotChangeThePhoneOrTheReasonEither() {
        assertThat(after(connected(60, PHONE), connected(0, "5511888888888")).phone())
                .isEqualTo(new Phone(PHONE));
        assertThat(after(disconnected(60, "gone"), disconnected(0, "late")).error())
                .isEqualTo("gone");
    }

    @Test
    void withinOneSecondTheOrderOfArrivalDecides() {
        Connected inMilliseconds = connected(NOON.plusMillis(900), PHONE);
        Disconnected inSeconds = disconnected(0, "gone");

        assertThat(after(inMilliseconds, inSeconds).status()).isEqualTo(DISCONNECTED);
        assertThat(after(inSeconds, inMilliseconds).status()).isEqualTo(CONNECTED);
    }

    @Test
    void oneSecondDecidesHoweverFewMillisecondsItIs() {
        assertThat(after(connected(NOON, PHONE), disconnected(NOON.minusMillis(1), "late"))
                        .status())
                .isEqualTo(CONNECTED);
    }

    private static Connection after(ConnectionEvent... events) {
        Connection connection = Connection.unknown("sales");
        for (ConnectionEvent event : events) {
            connection = connection.after(event);
        }
        return connection;
    }

    private static Connected connected(long seconds, String phone) {
        return connected(NOON.plusSeconds(seconds), phone);
    }

    private static Connected connected(Instant moment, String phone) {
        return new Connected("id", "sales", moment, NOON, Source.WEBHOOK, null, Phone.parse(phone));
    }

    private static Disconnected disconnected(long seconds, String error) {
        return disconnected(NOON.plusSeconds(seconds), error);
    }

    private static Disconnected disconnected(Instant moment, String error) {
        return new Disconnected("id", "sales", moment, NOON, Source.WEBHOOK, null, error);
    }
}

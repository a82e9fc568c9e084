package io.github.plugzapi.connect.api.instances;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.READER_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class UptimeResourceTest {

    @Inject
    MovableClock clock;

    private final String instance = "instance-" + UUID.randomUUID();
    private LocalDate today;

    /** Connected for an hour, then not for half an hour, until now. */
    @BeforeEach
    void something() {
        Instant now = clock.instant();
        today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        Callbacks.post(
                instance,
                "{\"connected\":true,\"momment\":" + now.minusSeconds(5_400).toEpochMilli() + "}");
        Callbacks.post(
                instance,
                "{\"disconnected\":true,\"momment\":" + now.minusSeconds(1_800).toEpochMilli() + "}");
        await().untilAsserted(() ->
                get("/instances/" + instance + "/uptime?from=" + today).body("total.disconnected", is(1_800)));
    }

    @Test
    void theSecondsOfEachDayAreToldAndWhatTheyAddUpTo() {
        double sinceMidnight = (clock.instant().toEpochMilli()
                        - today.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli())
                / 1e3;

        get("/instances/" + instance + "/uptime")
                .body("id", is(instance))
                .body("days", hasSize(30))
                .body("days[29].day", is(today.toString()))
                .body("days[29].connected", is(3_600))
                .body("days[29].disconnected", is(1_800))
                .body("days[29].unknown", is((float) (sinceMidnight - 5_400)))
                .body("days[28].unknown", is(86_400))
                .body("days[28].uptime", is((Object) null))
                .body("total.uptime", is(0.666667f));
    }

    @Test
    void aMonthHasEveryInstance() {
        get("/uptime?month=" + today.toString().substring(0, 7))
                .body("month", is(today.toString().substring(0, 7)))
                .body("instances.id", hasItem(instance))
                .body("instances.find { it.id == '" + instance + "' }.total.connected", is(3_600));
    }

    @Test
    void aMonthIsATableForASpreadsheet() {
        String named = "=cmd|'/c calc'!A1\"-" + UUID.randomUUID();
        String csv = given().auth()
                .preemptive()
                .basic("reader", READER_PASSWORD)
                .accept("text/csv")
                .get("/api/uptime")
                .then()
                .statusCode(200)
                .contentType(containsString("text/csv"))
                .header("Content-Disposition", containsString(".csv\""))
                .extract()
                .asString();

        assertThat(csv)
                .startsWith("day,instance,name,connected,disconnected,unknown,uptime\r\n")
                .contains(today + ",\"" + instance + "\",,3600,1800,");
        assertThat(UptimeResource.field(named)).isEqualTo("\"'" + named.replace("\"", "\"\"") + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/uptime?month=2026-13, month",
        "/uptime?month=2999-01, month",
        "/uptime?month=-999999999-01, month",
        "/instances/{}/uptime?to=-999999999-01-01, to",
        "/instances/{}/uptime?from=yesterday, from",
        "/instances/{}/uptime?from=2026-01-02&to=2026-01-01, from",
        "/instances/{}/uptime?from=2020-01-01&to=2026-01-01, from"
    })
    void whatCannotBeMeantIsSaid(String path, String parameter) {
        get(path.replace("{}", instance)).statusCode(400).body("detail", containsString("'" + parameter + "'"));
    }

    private static ValidatableResponse get(String path) {
        return given().auth()
                .preemptive()
                .basic("reader", READER_PASSWORD)
                .get("/api" + path)
                .then();
    }
}

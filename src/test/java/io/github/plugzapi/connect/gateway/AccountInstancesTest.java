package io.github.plugzapi.connect.gateway;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static io.github.plugzapi.connect.testsupport.StandInGateway.entry;
import static io.github.plugzapi.connect.testsupport.StandInGateway.page;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class AccountInstancesTest {

    @Inject
    Gateway gateway;

    StandInGateway standIn;

    private final String account = "account-token-" + UUID.randomUUID();
    private final List<String> added = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private Instances instances;
    private AccountInstances list;

    @BeforeEach
    void aConfiguredInstanceAndAnAccount() {
        begin(Map.of("plugzapi.account-token", account));
    }

    // ---- The whole list

    @Test
    void eachPageOfTheListIsRead() {
        standIn.lists(account, entries(1, 250));

        GatewayFailure failure = read();

        assertThat(ids()).hasSize(251).contains("id-1", "id-100", "id-101", "id-250", "configured");
        assertThat(added).hasSize(251);
        assertThat(failure).isNull();
    }

    @Test
    void aListThatFitsOnAPageIsOneCall() {
        standIn.lists(account, entries(1, 3));
        int asked = standIn.askedForAccount();

        read();

        assertThat(standIn.askedForAccount()).isEqualTo(asked + 1);
        assertThat(ids()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99_999, -1})
    void howManyPagesTheGatewaySaysThatThereAreMakesNoDifference(int totalPage) {
        standIn.answersPage(account, ".*", page(List.of(), 150, totalPage));
        standIn.answersPage(account, "1", page(entries(1, 100), 150, totalPage));
        standIn.answersPage(account, "2", page(entries(101, 150), 150, totalPage));

        read();

        assertThat(ids()).hasSize(151);
    }

    @Test
    void aGatewayThatSaysNothingOfTheSizeIsReadToTheEnd() {
        standIn.answersPage(account, ".*", okJson("{\"content\":[]}"));
        standIn.answersPage(account, "1", okJson("{\"content\":[" + entry("id-1", "token-1", "one") + "]}"));
        standIn.answersPage(account, "2", okJson("{\"content\":[" + entry("id-2", "token-2", "two") + "]}"));

        read();

        assertThat(ids()).containsExactlyInAnyOrder("configured", "id-1", "id-2");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 3})
    void theSamePageAgainAndAgainIsNotReadForEver(int size) {
        standIn.answersPage(account, ".*", page(entries(1, size), 100_000, 1000));
        int asked = standIn.askedForAccount();

        read();

        assertThat(ids()).hasSize(size + 1);
        assertThat(standIn.askedForAccount() - asked).isLessThan(5);
    }

    @ParameterizedTest
    @MethodSource("refusalsOfAPage")
    void aPageAfterTheLastThatIsRefusedIsTheEndOfTheList(ResponseDefinitionBuilder refusal) {
        standIn.lists(account, entries(1, 200));
        read();
        standIn.answersPage(account, ".*", refusal);
        standIn.answersPage(account, "1", page(entries(1, 100), 100, 1));
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(read()).isNull();
            read();

            assertThat(ids()).hasSize(101);
            assertThat(gone).hasSize(100);
            assertThat(log.text()).doesNotContain("cannot be listed", "not shown to us", "cannot list");
        }
    }

    static Stream<ResponseDefinitionBuilder> refusalsOfAPage() {
        return Stream.of(
                jsonResponse("{\"error\":\"page out of range\"}", 400),
                okJson("{\"error\":\"page out of range\"}"),
                okJson("{\"error\":\"page out of range\",\"content\":[]}"),
                jsonResponse("{\"error\":\"NOT_FOUND\"}", 404),
                aResponse().withStatus(404),
                serverError());
    }

    // ---- What is in it

    @Test
    void anInstanceHasTheNameAndTheTokenOfTheAccountAndTheConfiguredClientToken() {
        begin(Map.of("plugzapi.account-token", account, "plugzapi.client-token", "client-token"));
        standIn.lists(account, List.of(entry("id-1", "token-1", "Loja Centro")));

        read();

        assertThat(instances.find("id-1"))
                .contains(new Instance("Loja Centro", "id-1", "token-1", "client-token"))
                .map(Instance::toString)
                .contains("Loja Centro (id-1)");
        assertThat(instances.isListed("id-1")).isTrue();
        assertThat(instances.isListed("configured")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    void aNameIsFitForALogLine(String name, String shown) {
        standIn.lists(account, List.of(entry("id-1", "token-1", name)));

        read();

        assertThat(instances.describe("id-1")).hasToString(shown);
    }

    static Stream<Arguments> oddNames() {
        return Stream.of(
                Arguments.of("a\\nb\\u2028c", "a?b?c (id-1)"),
                Arguments.of("  ", "id-1 (id-1)"),
                Arguments.of("x".repeat(500), "x".repeat(100) + " (id-1)"),
                Arguments.of("the token-1 of it", "id-1 (id-1)"),
                Arguments.of("the TOKEN-1 of it", "id-1 (id-1)"),
                Arguments.of("token%2D1", "id-1 (id-1)"));
    }

    @Test
    void twoOfTheSameNameAreToldApart() {
        standIn.lists(
                account,
                List.of(
                        entry("id-1", "token-1", "shop"),
                        entry("id-2", "token-2", "shop"),
                        entry("id-3", "token-3", "bar")));

        read();

        assertThat(instances.all())
                .extracting(instances::label)
                .containsExactly("bar", "sales", "shop (id-1)", "shop (id-2)");
    }

    @Test
    void numbersAsTextAndTextAsNumbersAreUnderstood() {
        standIn.answersPage(account, ".*", okJson("""
                {"total":"1","totalPage":"1","content":[{"id":4711,"token":815,"name":12,"due":"1893456000000",\
                "paymentStatus":null,"connectedCallbackUrl":{},"phoneConnected":"false","whatsappConnected":1}]}"""));

        read();

        assertThat(instances.find("4711")).contains(new Instance("12", "4711", "815", null));
    }

    @Test
    void entriesThatNoCallCanBeMadeWithAreLeftOutAndSaidOnce() {
        standIn.lists(
                account,
                List.of(
                        "{}",
                        "null",
                        "7",
                        "{\"id\":\"no-token\",\"token\":null}",
                        "{\"id\":\"empty-token\",\"token\":\" \"}",
                        "{\"token\":\"no-id\"}",
                        entry("a\\nb", "token", "control character"),
                        entry("id-1", "token-1", "one")));
        try (CapturedLog log = CapturedLog.start()) {
            read();
            read();

            assertThat(ids()).containsExactlyInAnyOrder("configured", "id-1");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("left out"))
                    .hasSize(1);
        }
    }

    @Test
    void aPageOfOddEntriesHidesNoneThatFollow() {
        List<String> odd = IntStream.range(0, 100).mapToObj(i -> "{}").toList();
        standIn.lists(
                account,
                Stream.concat(odd.stream(), Stream.of(entry("id-1", "token-1", "one")))
                        .toList());

        read();

        assertThat(ids()).contains("id-1");
    }

    // ---- What changes

    @Test
    void anInstanceThatIsNewIsSaidAndAnnounced() {
        standIn.lists(account, entries(1, 1));
        read();
        added.clear();
        try (CapturedLog log = CapturedLog.start()) {
            standIn.lists(account, entries(1, 2));
            read();
            read();

            assertThat(added).containsExactly("id-2");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("new here"))
                    .singleElement()
                    .asString()
                    .contains("name-2 (id-2)")
                    .doesNotContain("id-1");
        }
    }

    @Test
    void anInstanceIsGoneOnceItIsMissingFromTheWholeListTwiceRunning() {
        standIn.lists(account, entries(1, 2));
        read();
        Instance announced = instances.find("id-2").orElseThrow();
        standIn.lists(account, entries(1, 1));
        try (CapturedLog log = CapturedLog.start()) {
            read();
            assertThat(ids()).contains("id-2");
            assertThat(log.text()).doesNotContain("id-2");
            read();
            read();

            assertThat(ids()).containsExactlyInAnyOrder("configured", "id-1");
            assertThat(gone).containsExactly("id-2");
            assertThat(instances.current(announced)).isEmpty();
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN") && line.contains("not asked for"))
                    .singleElement()
                    .asString()
                    .contains("name-2 (id-2)");
        }
    }

    @Test
    void anInstanceThatMovesBetweenThePagesIsNotGone() {
        standIn.lists(account, entries(1, 150));
        read();
        // The first was deleted while the second page was asked for, and everyone moved up.
        standIn.answersPage(account, "1", page(entries(1, 100), 150, 2));
        standIn.answersPage(account, "2", page(entries(102, 150), 149, 2));
        read();
        standIn.lists(account, entries(2, 150));
        read();

        assertThat(gone).isEmpty();
        read();
        assertThat(gone).containsExactly("id-1");
    }

    @Test
    void anInstanceThatComesBackIsAnnouncedAnew() {
        standIn.lists(account, entries(1, 2));
        read();
        Instance before = instances.find("id-2").orElseThrow();
        standIn.lists(account, entries(1, 1));
        read();
        read();
        added.clear();
        standIn.lists(account, entries(1, 2));
        read();

        assertThat(added).containsExactly("id-2");
        assertThat(instances.current(before)).isEmpty();
        assertThat(instances.current(instances.find("id-2").orElseThrow())).isPresent();
    }

    @Test
    void aTokenThatWasRenewedTakesThePlaceOfTheOldOne() {
        standIn.lists(account, List.of(entry("id-1", "old-token", "one")));
        read();
        Instance announced = instances.find("id-1").orElseThrow();
        added.clear();
        standIn.lists(account, List.of(entry("id-1", "new-token", "renamed")));
        read();

        assertThat(instances.current(announced)).contains(new Instance("renamed", "id-1", "new-token", null));
        assertThat(added).isEmpty();
        assertThat(gone).isEmpty();
    }

    @Test
    void whatIsConfiguredWinsOverTheListAndIsNeverGone() {
        standIn.lists(
                account,
                List.of(entry("configured", "another-token", "another name"), entry("id-1", "token-1", "one")));
        read();
        Instance sales = new Instance("sales", "configured", "the-token", null);
        assertThat(instances.find("configured")).contains(sales);

        standIn.lists(account, entries(1, 1));
        read();
        read();

        assertThat(instances.find("configured")).contains(sales);
        assertThat(gone).isEmpty();
    }

    // ---- What goes wrong

    @Test
    void aPageThatFailsTellsNothingOfWhoIsGone() {
        standIn.lists(account, entries(1, 150));
        read();
        for (int i = 0; i < 3; i++) {
            standIn.answersPage(account, "1", page(entries(50, 149), 150, 2));
            standIn.answersPage(account, "2", serverError());
            read();
        }

        assertThat(gone).isEmpty();
        assertThat(ids()).hasSize(151);
    }

    @Test
    void notAllAreKnownBeforeTheWholeListWasReadOnce() {
        standIn.answersPage(account, "1", page(entries(1, 100), 150, 2));
        standIn.answersPage(account, "2", serverError());
        read();
        assertThat(ids()).hasSize(101);
        assertThat(instances.isComplete()).isFalse();

        standIn.lists(account, List.of());
        read();
        assertThat(instances.isComplete()).isFalse();

        standIn.lists(account, entries(1, 150));
        read();
        assertThat(instances.isComplete()).isTrue();
    }

    @Test
    void aListThatIsShorterThanTheGatewayCountsTellsNothingOfWhoIsGone() {
        standIn.lists(account, entries(1, 250));
        read();
        standIn.answersPage(account, ".*", page(List.of(), 0, 3));
        standIn.answersPage(account, "1", page(entries(1, 100), 250, 3));
        try (CapturedLog log = CapturedLog.start()) {
            read();
            read();
            read();

            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .singleElement()
                    .asString()
                    .contains("shows 100 instances, but the gateway counts 250");
        }
        assertThat(gone).isEmpty();
        assertThat(ids()).hasSize(251);
    }

    @Test
    void anErrorWithoutAnInstanceTellsNothingOfWhoIsGone() {
        standIn.lists(account, entries(1, 2));
        read();
        standIn.answersPage(account, ".*", okJson("{\"error\":\"try later\",\"content\":[]}"));
        try (CapturedLog log = CapturedLog.start()) {
            read();
            read();

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("try later"))
                    .hasSize(1);
        }
        assertThat(gone).isEmpty();
    }

    @Test
    void anErrorBesideTheInstancesIsSaidOnceForAsLongAsItIsTold() {
        String error = "{\"error\":\"" + account.toUpperCase(Locale.ROOT) + ": paid until day %d\",\"content\":[%s]}";
        standIn.answersPage(account, ".*", okJson(error.formatted(3, entry("id-2", "token-2", "two"))));
        standIn.answersPage(account, "1", okJson(error.formatted(4, entry("id-1", "token-1", "one"))));
        try (CapturedLog log = CapturedLog.start()) {
            read();
            read();

            assertThat(ids()).contains("id-1", "id-2");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("paid until"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("PlugZapi says of the account", "***: paid until day 4")
                    .doesNotContainIgnoringCase(account);

            standIn.lists(account, entries(1, 2));
            read();
            standIn.answersPage(account, "1", okJson(error.formatted(4, entry("id-1", "token-1", "one"))));
            read();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("paid until"))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void whoRefusesWithoutAWordHasTheAccountsTokenChecked(int status) {
        standIn.answersAccount(aResponse().withStatus(status));
        try (CapturedLog log = CapturedLog.start()) {
            read();

            assertThat(log.text())
                    .contains("answered " + status + "; check PLUGZAPI_ACCOUNT_TOKEN")
                    .doesNotContain("this instance");
        }
    }

    @Test
    void anInstanceThatWasSeenMeanwhileIsNotGone() {
        standIn.lists(account, entries(1, 150));
        read();
        standIn.lists(account, entries(2, 150));
        read();
        standIn.answersPage(account, "1", page(entries(1, 100), 150, 2));
        standIn.answersPage(account, "2", serverError());
        read();
        standIn.lists(account, entries(2, 150));
        read();

        assertThat(gone).isEmpty();
    }

    @Test
    void aListThatNeverEndsIsLeftAtSomePageAndThatIsSaid() {
        standIn.answersPage(
                account,
                ".*",
                aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withTransformers("response-template")
                        .withBody("{\"content\":[{\"id\":\"page-{{request.query.page}}\",\"token\":\"t\"}]}"));
        try (CapturedLog log = CapturedLog.start()) {
            read();

            assertThat(ids()).hasSize(AccountInstances.MAX_PAGES + 1);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("goes on after"))
                    .hasSize(1);
        }
    }

    @Test
    void whatIsOnThePagesBeforeOneThatFailsIsThere() {
        standIn.answersPage(account, ".*", serverError());
        standIn.answersPage(account, "1", page(entries(1, 100), 150, 2));

        read();

        assertThat(ids()).hasSize(101);
    }

    @Test
    void aGatewayThatCountsInstancesAndShowsNoneTellsNothingOfWhoIsGone() {
        standIn.lists(account, entries(1, 2));
        read();
        standIn.answersPage(account, ".*", page(List.of(), 2, 1));
        read();
        read();

        assertThat(gone).isEmpty();
    }

    @Test
    void anAccountWithoutInstancesHasNone() {
        standIn.lists(account, entries(1, 2));
        read();
        standIn.lists(account, List.of());
        read();
        read();

        assertThat(ids()).containsExactly("configured");
    }

    @ParameterizedTest
    @MethodSource("noSuchCalls")
    void aGatewayWithoutThisCallIsSaidOnce(ResponseDefinitionBuilder answer, String reason) {
        standIn.answersAccount(answer);
        try (CapturedLog log = CapturedLog.start()) {
            read();
            assertThat(read().isRefused()).isTrue();
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .singleElement()
                    .asString()
                    .contains("account's instances", reason, "PLUGZAPI_ACCOUNT_TOKEN", "PLUGZAPI_INSTANCES_<NAME>_ID");
            assertThat(ids()).containsExactly("configured");
        }
    }

    static Stream<Arguments> noSuchCalls() {
        String notFound = "{\"error\":\"NOT_FOUND\",\"message\":\"Unable to find matching target resource method\"}";
        return Stream.of(
                Arguments.of(okJson(notFound), "NOT_FOUND"),
                Arguments.of(jsonResponse(notFound, 404), "NOT_FOUND"),
                Arguments.of(aResponse().withStatus(404), "404"),
                Arguments.of(jsonResponse("{\"error\":\"Unauthorized\"}", 401), "Unauthorized"),
                Arguments.of(aResponse().withStatus(403), "403"),
                Arguments.of(okJson("{\"value\":true}"), "did not say"));
    }

    @Test
    void anAnswerThatIsNoJsonIsSaidOnce() {
        standIn.answersAccount(ok("<html>Welcome</html>"));
        try (CapturedLog log = CapturedLog.start()) {
            read();
            assertThat(read().isRefused()).isFalse();
            assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
        }
    }

    @Test
    void aFailureThatPassesIsSaidToHavePassed() {
        standIn.answersAccount(serverError().withHeader("Retry-After", "300"));
        assertThat(read().retryAfter()).isEqualTo(Duration.ofMinutes(5));
        standIn.lists(account, entries(1, 1));
        try (CapturedLog log = CapturedLog.start()) {
            read();

            assertThat(log.text()).contains("can be listed again");
            assertThat(ids()).contains("id-1");
        }
    }

    @Test
    void withoutAnAccountThereIsNothingToRead() {
        assertThat(list.isConfigured()).isTrue();
        begin(Map.of());

        assertThat(list.isConfigured()).isFalse();
    }

    @Test
    void noTokenOfTheAccountIsSaid() {
        try (CapturedLog log = CapturedLog.start()) {
            standIn.lists(account, entries(1, 3));
            read();
            standIn.lists(account, entries(1, 1));
            read();
            read();
            standIn.answersAccount(jsonResponse("{\"error\":\"Bearer " + account + " not allowed\"}", 403));
            read();
            standIn.answersAccount(okJson("{\"error\":\"" + account + "\",\"content\":{}}"));
            read();

            assertThat(log.text()).contains("name-1", "***").doesNotContain(account, "token-");
            assertThat(instances.all().toString()).doesNotContain("token");
        }
    }

    // ---- Helpers

    private void begin(Map<String, String> properties) {
        Map<String, String> all = new TreeMap<>(properties);
        all.put("plugzapi.instances.sales.id", "configured");
        all.put("plugzapi.instances.sales.token", "the-token");
        added.clear();
        gone.clear();
        instances = InstanceFixtures.instances(all);
        instances.onAdded(instance -> added.add(instance.id()));
        instances.onGone(instance -> gone.add(instance.id()));
        list = new AccountInstances(gateway, instances, Clock.systemUTC(), Configuration.of(PlugzapiConfig.class, all));
    }

    private GatewayFailure read() {
        return list.read().await().atMost(Duration.ofSeconds(30));
    }

    private List<String> ids() {
        return instances.all().stream().map(Instance::id).toList();
    }

    private static List<String> entries(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> entry("id-" + i, "token-" + i, "name-" + i))
                .toList();
    }
}

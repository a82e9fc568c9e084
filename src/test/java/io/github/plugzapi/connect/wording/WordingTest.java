package io.github.plugzapi.connect.wording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.wording.Message.Incident;
import io.github.plugzapi.connect.wording.Section.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people read, in both languages. */
class WordingTest {

    private static final Instant SINCE = Instant.parse("2026-01-31T17:03:20Z");
    private static final Instant NOW = Instant.parse("2026-01-31T17:08:50Z");

    private final Wording portuguese = new Wording(Language.PT, "api.plugzapi.com.br", "https://console.example/");
    private final Wording english = new Wording(Language.EN, "api.plugzapi.com.br", "https://console.example/");

    @Test
    void theLinkOfAMessageAboutOneNumberLeadsToItsPage() {
        Message message = english.message(List.of(begun(outage("sales", null))), NOW);

        assertThat(message.about("a b/c").body()).endsWith("https://console.example/instances/a%20b%2Fc");
        assertThat(message.about("a b/c").title()).isEqualTo(message.title());
        assertThat(new Wording(Language.EN, "host", null)
                        .message(List.of(begun(outage("sales", null))), NOW)
                        .about("sales-id")
                        .link())
                .isNull();
    }

    @Test
    void oneNumberThatIsOutIsToldWithItsNameItsMaskedPhoneTheReasonAndWhatToDo() {
        Message message = english.message(List.of(begun(outage("sales", null))), NOW);

        assertThat(message.whole(4000)).isEqualTo("""
                sales (5544•••••••99) is out since 14:03

                Reason: Device has been disconnected
                What to do: see that the phone is on and online; then restore the session, or read the QR code once more, in \
                the provider's panel.

                Times are those of Brasília.

                https://console.example/""");
        assertThat(message.good()).isFalse();
    }

    @Test
    void portugueseSaysTheSame() {
        assertThat(portuguese
                        .message(List.of(begun(outage("vendas", null))), NOW)
                        .whole(4000))
                .isEqualTo("""
                vendas (5544•••••••99) está fora do ar desde 14:03

                Motivo: Device has been disconnected
                O que fazer: veja se o celular está ligado e com internet; depois restaure a sessão ou leia o QR code de \
                novo, no painel do provedor.

                Horários de Brasília.

                https://console.example/""");
    }

    @Test
    void severalNumbersAreOneMessageThatSaysHowManyAndWhichWasTheFirst() {
        List<Trouble> troubles = IntStream.range(0, 12)
                .mapToObj(i -> outage(i == 0 ? "sales" : "number" + i, null))
                .toList();

        Message message = english.message(List.of(new Section(Sort.OUTAGE, Stage.BEGUN, troubles)), NOW);

        assertThat(message.title())
                .isEqualTo("12 numbers are out, first sales at 14:03; all through api.plugzapi.com.br");
        assertThat(message.text().lines())
                .contains("• number11 (5544•••••••99), since 14:03: Device has been disconnected");
        assertThat(message.incidents()).hasSize(12);
    }

    @Test
    void ofVeryManyNumbersTheFirstAreListedAndTheOthersCounted() {
        List<Trouble> troubles = IntStream.range(0, 300)
                .mapToObj(i -> outage("number" + i, null))
                .toList();

        Message message = portuguese.message(List.of(new Section(Sort.OUTAGE, Stage.BEGUN, troubles)), NOW);

        assertThat(message.title())
                .isEqualTo(
                        "300 números estão fora do ar, o primeiro, number0, às 14:03; todos por api.plugzapi.com.br");
        assertThat(message.text().lines().filter(line -> line.startsWith("• "))).hasSize(21);
        assertThat(message.text()).contains("• e mais 280");
    }

    @Test
    void theEndSaysFromWhenToWhenItWas() {
        Message message =
                english.message(List.of(new Section(Sort.OUTAGE, Stage.ENDED, List.of(outage("sales", NOW)))), NOW);

        assertThat(message.title())
                .isEqualTo("sales (5544•••••••99) is connected again; was out from 14:03 to 14:08 (5 min)");
        assertThat(message.good()).isTrue();
        assertThat(message.text()).doesNotContain("What to do");
        assertThat(message.incidents()).containsExactly(new Incident("key of sales", message.title(), true));
        assertThat(message.whole(4000)).doesNotContain("\n\n\n");
    }

    @Test
    void whatComesTooLateToBeOfUseSaysSoAndCallsNobodyOut() {
        Message message = english.message(
                List.of(new Section(Sort.OUTAGE, Stage.PAST, List.of(outage("sales", SINCE.plusSeconds(600))))),
                SINCE.plus(Duration.ofHours(20)));

        assertThat(message.title())
                .isEqualTo(
                        "sales (5544•••••••99) was out from 31/01 14:03 to 31/01 14:13 (10 min) and is connected again");
        assertThat(message.text()).contains("It was over before this could be told.");
        // Whoever took the beginning all the same is told that it is over.
        assertThat(message.incidents()).containsExactly(new Incident("key of sales", message.title(), true));
    }

    @Test
    void aNumberThatIsNotLookedAfterAnyMoreIsToldWithWhatItWasAndCallsNobodyOut() {
        Section removed = new Section(Sort.OUTAGE, Stage.REMOVED, List.of(outage("sales", null)));

        Message message = english.message(List.of(removed), NOW);

        assertThat(message.whole(4000)).isEqualTo("""
                sales (5544•••••••99) is not looked after any more (is out since 14:03)

                Reason: removal from the configuration or from the provider's account. Nothing more is told of it until that \
                is undone.

                Times are those of Brasília.

                https://console.example/""");
        assertThat(message.good()).isTrue();
        assertThat(message.incidents()).containsExactly(new Incident("key of sales", message.title(), true));
        assertThat(portuguese.message(List.of(removed), NOW).whole(4000)).isEqualTo("""
                sales (5544•••••••99) não é mais acompanhado (está fora do ar desde 14:03)

                Motivo: remoção da configuração ou da conta do provedor. Nada mais é avisado a respeito até que isso seja \
                desfeito.

                Horários de Brasília.

                https://console.example/""");
    }

    @Test
    void severalNumbersThatAreNotLookedAfterAnyMoreAreListed() {
        Section removed =
                new Section(Sort.OUTAGE, Stage.REMOVED, List.of(outage("sales", null), outage("support", null)));

        Message message = english.message(List.of(removed), NOW);

        assertThat(message.title()).isEqualTo("2 numbers are not looked after any more (are out)");
        assertThat(message.text().lines())
                .contains("• sales (5544•••••••99), since 14:03", "• support (5544•••••••99), since 14:03");
        assertThat(message.incidents()).hasSize(2).allMatch(Incident::over);
        assertThat(portuguese.message(List.of(removed), NOW).title())
                .isEqualTo("2 números não são mais acompanhados (estão fora do ar)");
    }

    @Test
    void aGatewayThatIsNotWaitedForAnyMoreIsNotRemoved() {
        Section removed = new Section(
                Sort.GATEWAY,
                Stage.REMOVED,
                List.of(new Trouble("key", Sort.GATEWAY, "api.plugzapi.com.br", null, SINCE, null, null)));

        Message message = english.message(List.of(removed), NOW);

        assertThat(message.title())
                .isEqualTo(
                        "api.plugzapi.com.br is not asked for these numbers any more (cannot be asked how the numbers are"
                                + " since 14:03)");
        assertThat(message.text()).doesNotContain("removal");
        assertThat(portuguese.message(List.of(removed), NOW).title())
                .isEqualTo(
                        "api.plugzapi.com.br não é mais consultado por esses números (não responde como estão os números"
                                + " desde 14:03)");
    }

    @Test
    void aReminderSaysThatItIsOne() {
        assertThat(portuguese
                        .message(
                                List.of(new Section(Sort.OUTAGE, Stage.STILL, List.of(outage("vendas", null)))),
                                NOW.plus(Duration.ofDays(1)))
                        .title())
                .isEqualTo("Ainda: vendas (5544•••••••99) está fora do ar desde 31/01 14:03");
    }

    @Test
    void whatBeginsIsInTheTitleBeforeWhatEnds() {
        Message message = english.message(
                List.of(
                        new Section(Sort.OUTAGE, Stage.ENDED, List.of(outage("sales", NOW))),
                        begun(new Trouble("key", Sort.FLAPPING, "support", null, SINCE, null, null))),
                NOW);

        assertThat(message.title()).isEqualTo("support comes and goes since 14:03 (and 1 more)");
        assertThat(message.text()).contains("sales (5544•••••••99) is connected again");
        assertThat(message.good()).isFalse();
    }

    @Test
    void aSubscriptionSaysUntilWhenItIsPaid() {
        Trouble trouble = new Trouble("key", Sort.SUBSCRIPTION, "sales", null, SINCE, null, null);

        assertThat(english.message(List.of(begun(trouble)), SINCE.minus(Duration.ofDays(3)))
                        .title())
                .isEqualTo("sales is paid for until 31/01 14:03 only");
        assertThat(english.message(List.of(begun(trouble)), NOW).title())
                .isEqualTo("sales is not paid for any more since 14:03");
    }

    @ParameterizedTest
    @EnumSource
    void everySortIsToldInBothLanguagesAtEachStage(Sort sort) {
        for (Wording wording : List.of(portuguese, english)) {
            for (Stage stage : Stage.values()) {
                Trouble one = new Trouble("key", sort, "sales", null, SINCE, NOW, "as it is");
                Message single = wording.message(List.of(new Section(sort, stage, List.of(one))), NOW);
                Message several = wording.message(List.of(new Section(sort, stage, List.of(one, one))), NOW);

                assertThat(single.title()).contains("sales ").doesNotContain("null");
                assertThat(several.title())
                        .startsWith(stage == Stage.STILL ? "" : "2 ")
                        .doesNotContain("null");
                assertThat(single.text()).doesNotContain("null");
            }
        }
    }

    @Test
    void aTextThatIsTooLongIsCutAndKeepsItsTitleAndItsLink() {
        Message message = english.message(List.of(begun(outage("sales", null))), NOW);

        assertThat(message.whole(150))
                .hasSizeLessThanOrEqualTo(150)
                .startsWith(message.title() + "\n\nReason: Dev")
                .endsWith("…\n\nhttps://console.example/");
        assertThat(message.whole(30)).hasSizeLessThanOrEqualTo(30).startsWith("sales (5544");
    }

    @Test
    void withoutAConsoleThereIsNoLink() {
        assertThat(new Wording(Language.EN, "host", null)
                        .message(List.of(begun(outage("sales", null))), NOW)
                        .whole(4000))
                .doesNotContain("http")
                .endsWith("Brasília.");
    }

    private static Section begun(Trouble trouble) {
        return new Section(trouble.sort(), Stage.BEGUN, List.of(trouble));
    }

    private static Trouble outage(String name, Instant until) {
        return new Trouble(
                "key of " + name, Sort.OUTAGE, name, "5544*******99", SINCE, until, "Device has been disconnected");
    }
}

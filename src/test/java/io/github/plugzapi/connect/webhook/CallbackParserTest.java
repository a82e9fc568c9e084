package io.github.plugzapi.connect.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackParserTest {

    private static final String INSTANCE = "sales";
    private static final Instant RECEIVED = MovableClock.START;
    private static final Instant IN_2020 = Instant.parse("2020-01-27T22:15:42Z");
    private static final String NOT_JSON = "The body is not JSON";
    private static final String TWO = "unreadable <There is something after the first JSON value in the body.>";
    private static final String NOT_AN_OBJECT = "The body is not a JSON object.";

    private final CallbackParser parser = new CallbackParser(new ObjectMapper(), new MovableClock());

    // ---- The normal ones

    @Test
    void aConnectedCallbackIsAConnection() {
        Connected event = (Connected) event("""
                {"type":"ConnectedCallback","connected":true,"momment":1580163342,"instanceId":"sales",\
                "phone":"5544999999999"}""");

        assertThat(event.instance()).isEqualTo(INSTANCE);
        assertThat(event.moment()).isEqualTo(IN_2020);
        assertThat(event.receivedAt()).isEqualTo(RECEIVED);
        assertThat(event.source()).isEqualTo(Source.WEBHOOK);
        assertThat(event.distinction()).isEqualTo("1580163342");
        assertThat(event.phone()).isEqualTo(new Phone("5544999999999"));
        assertThat(UUID.fromString(event.id())).hasToString(event.id());
    }

    @Test
    void aCharacterThatNoDatabaseKeepsIsReplaced() {
        Disconnected event = (Disconnected) event("""
                {"disconnected":true,"momment":"15801\\u000063342","error":"Device\\u0000 gone"}""");

        assertThat(event.distinction()).isEqualTo("15801\uFFFD63342");
        assertThat(event.error()).isEqualTo("Device\uFFFD gone");
    }

    @Test
    void aDisconnectedCallbackIsADisconnection() {
        Disconnected event = (Disconnected) event("""
                {"momment":1580163342,"error":"Device has been disconnected","disconnected":true,\
                "type":"DisconnectedCallback","instanceId":"instance.id"}""");

        assertThat(event.instance()).isEqualTo(INSTANCE);
        assertThat(event.moment()).isEqualTo(IN_2020);
        assertThat(event.receivedAt()).isEqualTo(RECEIVED);
        assertThat(event.source()).isEqualTo(Source.WEBHOOK);
        assertThat(event.distinction()).isEqualTo("1580163342");
        assertThat(event.error()).isEqualTo("Device has been disconnected");
    }

    @Test
    void aReasonThatFillsTheWholeBodyIsCutInTheEvent() {
        Disconnected event = (Disconnected) event("{\"disconnected\":true,\"error\":\"" + "x".repeat(60_000) + "\"}");

        assertThat(event.error()).isEqualTo("x".repeat(1_000));
    }

    @Test
    void eachEventHasAnIdOfItsOwn() {
        String body = "{\"connected\":true}";

        assertThat(event(body).id()).isNotEqualTo(event(body).id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReceivedCallback",
                "DeliveryCallback",
                "MessageStatusCallback",
                "PresenceChatCallback",
                "WhatNobodyHasThoughtOfYet",
            })
    void anotherKindOfCallbackIsNoneOfOurBusiness(String type) {
        String body = "{\"type\":\"" + type + "\",\"phone\":\"5544999999999\",\"text\":{\"message\":\"hello\"}}";

        assertThat(parse(body)).isEqualTo(new Callback.Other(type));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'ReceivedCallback'",
                "'type':'ReceivedCallBack'",
                "'type':'receivedcallback'",
                "'type':'ReceivedCallback','notification':'PROFILE_NAME_UPDATED'",
                "'type':'DeliveryCallback'",
                "'type':'PresenceChatCallback','status':'AVAILABLE'",
                "'type':'SendMessageCallback'",
                "'type':'StatusCallback'",
                "'type':'WebhookTest'",
                "'type':'webhooktest'",
                "'messageId':'3EB0'",
                "'messageId':7",
                "'text':{'message':'hello'}",
                "'text':'hello'",
                "'text':''",
                "'chatName':'Maria'",
                "'type':'MessageStatusCallback','messageId':'3EB0'",
                "'type':'MessageStatusCallback','status':'READ','ids':['3EB0'],'phone':'5544999999999'",
                "'type':'MessageStatusCallback','ids':[]",
                "'type':'ConnectedCallback','isGroup':false",
                "'type':'PresenceCallback'",
                "'type':'presence'",
                "'type':'CallCallback'",
                "'type':'call_missed'",
                "'type':'NewsletterCallback'",
                "'type':'MessageReceived','message':'hello'",
                "'type':'MESSAGE'",
                "'type':' messages.upsert '",
                "'type':'message\\nstatus'",
                "'type':'MessageStatusCallbackUpdate'",
                "'type':'received'",
                "'type':'ReceiveMessage'",
                "'type':'DeliveryReceipt'",
                "'type':'SendText'",
                "'type':'sent'",
                "'type':'ChatUpdate'",
                "'image':{'imageUrl':'https://example.com/1.jpg'}",
                "'fromMe':false",
                "'senderName':'Maria'",
                "'zaapId':'3999984263738042930CD6ECDE9VDWSA'",
                "'callId':'9B1F'",
                "'type':'ConnectionCallback','notification':'CALL_VOICE'",
                "'type':'ConnectedCallback','text':{'message':'hello'}",
                "'type':'DisconnectedCallback','chatName':'Maria'",
            })
    void aMessageTellsNothingOfTheConnectionWhateverFlagsItHas(String message) {
        for (String flag : new String[] {
            "'connected':true",
            "'connected':false",
            "'disconnected':true",
            "'connected':true,'disconnected':true",
            "'connected':'true'"
        }) {
            assertThat(parse(("{" + flag + "," + message + "}").replace('\'', '"')))
                    .isInstanceOf(Callback.Other.class);
            assertThat(parse(("{" + message + "," + flag + "}").replace('\'', '"')))
                    .isInstanceOf(Callback.Other.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'messageId':null",
                "'text':null",
                "'chatName':null",
                "'texts':'x'",
                "'Text':'x'",
                "'ids':null",
                "'x':{'text':'y'}"
            })
    void whatOnlyLooksLikeAMessageIsNone(String field) {
        assertThat(event(("{'connected':true," + field + "}").replace('\'', '"')))
                .isInstanceOf(Connected.class);
    }

    @ParameterizedTest
    @MethodSource("fieldsOfOthers")
    void whatOnlyMessagesHaveTellsThem(String field) {
        assertThat(parse("{\"connected\":true,\"" + field + "\":{}}")).isInstanceOf(Callback.Other.class);
        assertThat(event("{\"connected\":true,\"" + field + "\":null}")).isInstanceOf(Connected.class);
    }

    static Stream<String> fieldsOfOthers() {
        return CallbackType.FIELDS_OF_OTHERS.stream().sorted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ConnectionCallback",
                "InstanceStatusCallback",
                "Callback",
                "callback.connection",
                "MessageStatusCallback",
                "messageStatusCallBack",
                " MessageStatusCallback ",
                "OnConnect",
                "",
            })
    void anotherNameForAConnectionLeavesTheDecisionToTheBoolean(String type) {
        String rest = ",\"type\":\"" + type + "\",\"momment\":1580163342,\"instanceId\":\"sales\","
                + "\"phone\":\"5544999999999\",\"isBusiness\":true,\"status\":\"CONNECTED\"}";

        assertThat(event("{\"connected\":true" + rest)).isInstanceOf(Connected.class);
        assertThat(event("{\"disconnected\":true" + rest)).isInstanceOf(Disconnected.class);
    }

    @Test
    void aBridgesDisconnectionWithoutMomentAndInstanceIsOne() {
        assertThat(event("{\"type\":\"DisconnectedCallback\",\"connected\":false}"))
                .isInstanceOf(Disconnected.class);
    }

    // ---- The traps in PlugZapi's documentation

    @Test
    void aRepeatedKeyIsAcceptedAndItsLastValueWins() {
        Callback.ConnectionChange callback = change("""
                {"connected":true,"connected":false,"momment":1,"momment":1580163342,"instanceId":"one",\
                "instanceId":"two","error":"first","error":"last"}""");

        assertThat(callback.claimedInstance()).isEqualTo("two");
        assertThat(callback.event()).isInstanceOfSatisfying(Disconnected.class, event -> {
            assertThat(event.moment()).isEqualTo(IN_2020);
            assertThat(event.error()).isEqualTo("last");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "MessageStatusCallback, connected, connected",
        "MessageStatusCallback, disconnected, disconnected",
        "DisconnectedCallback, connected, connected",
        "ConnectedCallback, disconnected, disconnected",
    })
    void theBooleanDecidesWhateverTheTypeSays(String type, String flag, String kind) {
        assertThat(event("{\"type\":\"" + type + "\",\"" + flag + "\":true}").kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"ConnectedCallback, connected", "DisconnectedCallback, disconnected"})
    void theTypeDecidesWhereNoBooleanIsThere(String type, String kind) {
        assertThat(event("{\"type\":\"" + type + "\"}").kind()).isEqualTo(kind);
    }

    @Test
    void notConnectedIsADisconnection() {
        assertThat(event("{\"type\":\"ConnectedCallback\",\"connected\":false}"))
                .isInstanceOf(Disconnected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1580163342", "\"1580163342\"", "1580163342000", "\"1580163342000\"", "1.580163342E9"})
    void theMomentIsANumberOrATextInSecondsOrMilliseconds(String written) {
        assertThat(event("{\"connected\":true,\"momment\":" + written + "}").moment())
                .isEqualTo(IN_2020);
    }

    @ParameterizedTest
    @ValueSource(strings = {"26151515154", "1000000000", "1800000000000"})
    void whereTheMomentIsNotBelievedTheTimeOfReceiptCountsAndTheRawValueIsKept(String written) {
        ConnectionEvent event = event("{\"connected\":true,\"momment\":" + written + "}");

        assertThat(event.moment()).isEqualTo(RECEIVED);
        assertThat(event.distinction()).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"connected\":true}", "{\"connected\":true,\"instanceId\":null}"})
    void theInstanceOfTheUrlCountsWhereTheBodyNamesNone(String body) {
        assertThat(change(body).claimedInstance()).isNull();
        assertThat(change(body).event().instance()).isEqualTo(INSTANCE);
    }

    @Test
    void theInstanceOfTheUrlCountsWhereTheBodyNamesAnother() {
        Callback.ConnectionChange callback = change("{\"connected\":true,\"instanceId\":\"support\"}");

        assertThat(callback.claimedInstance()).isEqualTo("support");
        assertThat(callback.event().instance()).isEqualTo(INSTANCE);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'connected':true} | ''",
                "{'connected':true,'phone':null} | ''",
                "{'connected':true,'phone':''} | ''",
                "{'connected':true,'phone':{'number':'5544999999999'}} | ''",
                "{'connected':true,'phone':'+55 (44) 99999-9999'} | 5544999999999",
                "{'connected':true,'phone':'5544999999999@s.whatsapp.net'} | 5544999999999",
                "{'connected':true,'phone':5544999999999} | 5544999999999",
                "{'connected':true,'phone':5544999999999.0} | 5544999999999",
                "{'connected':true,'phone':5.544999999999e12} | 5544999999999",
                "{'connected':true,'phone':1e999} | ''",
                "{'connected':true,'phone':'123456789012345@lid'} | ''",
                "{'connected':true,'phone':'120363025246125486@g.us'} | ''",
                "{'connected':true,'phone':'5544999999999:12@s.whatsapp.net'} | 5544999999999",
            },
            quoteCharacter = '`')
    void thePhoneIsOptionalAndItsDigitsAreKept(String body, String digits) {
        String expected = digits.replace("'", "");

        assertThat(event(body.replace('\'', '"'))).isInstanceOfSatisfying(Connected.class, event -> assertThat(
                        event.phone().digits())
                .isEqualTo(expected));
    }

    @Test
    void unknownFieldsAndFieldsOfAnotherTypeAreIgnored() {
        assertThat(event("""
                {"connected":true,"type":["ConnectedCallback"],"momment":{"seconds":1},"phone":[1],"instanceId":{},\
                "error":7,"battery":{"level":[1,2,{"x":null}]},"":"","\\u0000":1}""")).isInstanceOfSatisfying(Connected.class, event -> {
            assertThat(event.moment()).isEqualTo(RECEIVED);
            assertThat(event.distinction()).isNull();
            assertThat(event.phone()).isEqualTo(Phone.unknown());
        });
    }

    // ---- The oddest bodies

    static Stream<Arguments> oddBodies() {
        return Stream.of(
                // Booleans
                odd("booleans as text", "{'connected':'true'}", "connected"),
                odd("booleans as shouted text", "{'disconnected':' TRUE '}", "disconnected"),
                odd("booleans as numbers", "{'connected':0}", "disconnected"),
                odd("booleans as numeric text", "{'disconnected':'0'}", "connected"),
                odd("no boolean but null", "{'connected':null,'type':'DisconnectedCallback'}", "disconnected"),
                odd("no boolean but an object", "{'connected':{},'type':'ConnectedCallback'}", "connected"),
                odd("no boolean but a word", "{'connected':'yes','type':'ConnectedCallback'}", "connected"),
                odd("no boolean, no type", "{'connected':'yes'}", "other <>"),
                odd("both booleans, agreeing", "{'connected':true,'disconnected':false}", "connected"),
                odd("both booleans, agreeing on no", "{'connected':false,'disconnected':true}", "disconnected"),
                odd(
                        "contradictory booleans, decided by the type",
                        "{'connected':true,'disconnected':true,'type':'ConnectedCallback'}",
                        "connected"),
                odd(
                        "contradictory denials, decided by the type",
                        "{'connected':false,'disconnected':false,'type':'DisconnectedCallback'}",
                        "disconnected"),
                odd(
                        "contradictory booleans, decided by nothing",
                        "{'connected':true,'disconnected':true,'type':'MessageStatusCallback'}",
                        "unreadable <'connected' and 'disconnected' contradict each other.>"),
                odd("keys in another case", "{'Connected':true,'TYPE':'ConnectedCallback'}", "other <>"),
                odd("a type in other capitals", "{'type':'connectedCallBACK'}", "connected"),
                odd("a type with spaces around it", "{'type':' DisconnectedCallback '}", "disconnected"),
                odd("a type that is not a text", "{'type':{'name':'ConnectedCallback'}}", "other <>"),
                // Moments
                odd("the provider's own moment", "{'connected':true,'momment':26151515154}", "connected"),
                odd("the moment spelt right", "{'disconnected':true,'moment':1580163342}", "disconnected in 2020"),
                odd(
                        "both spellings of the moment",
                        "{'connected':true,'moment':1,'momment':1580163342}",
                        "connected in 2020"),
                odd(
                        "no moment in the one spelling, but in the other",
                        "{'connected':true,'momment':null,'moment':1580163342}",
                        "connected in 2020"),
                odd("a moment in fractions", "{'connected':true,'momment':1580163342.0001}", "connected in 2020"),
                odd("a moment beyond all numbers", "{'connected':true,'momment':1e999999999}", "connected"),
                odd("a moment of no size", "{'connected':true,'momment':'1e-999999999'}", "connected"),
                odd("a negative moment", "{'connected':true,'momment':-1580163342}", "connected"),
                odd("a moment that is no number", "{'connected':true,'momment':'NaN'}", "connected"),
                odd("a moment that is a list", "{'connected':true,'momment':[1580163342]}", "connected"),
                odd("a moment that is true", "{'connected':true,'momment':true}", "connected"),
                // Reasons
                odd("a blank reason", "{'disconnected':true,'error':'  '}", "disconnected"),
                odd("a reason that is an object", "{'disconnected':true,'error':{'code':7}}", "disconnected"),
                odd(
                        "a reason with control characters",
                        "{'disconnected':true,'error':'a\\u0000b\\nc'}",
                        "disconnected <a\uFFFDb\nc>"),
                odd("half a surrogate pair", "{'disconnected':true,'error':'\\ud83d'}", "disconnected <\uFFFD>"),
                odd("an instance that is a number", "{'connected':true,'instanceId':7}", "connected"),
                // Bytes
                arguments("a byte order mark", bytes("\uFEFF{'connected':true}"), null, "connected"),
                arguments("UTF-16", "{\"connected\":true}".getBytes(UTF_16), "UTF-16", "connected"),
                arguments(
                        "Latin-1 without saying so",
                        "{\"disconnected\":true,\"error\":\"conexão\"}".getBytes(ISO_8859_1),
                        null,
                        "disconnected <conex\uFFFDo>"),
                arguments(
                        "Latin-1 said to be so",
                        "{\"disconnected\":true,\"error\":\"conexão\"}".getBytes(ISO_8859_1),
                        "ISO-8859-1",
                        "disconnected <conexão>"),
                arguments("a charset that nobody knows", bytes("{'connected':true}"), "klingon", "connected"),
                arguments("a charset that is no name", bytes("{'connected':true}"), "\"", "connected"),
                arguments("an empty charset", bytes("{'connected':true}"), "", "connected"),
                arguments("bytes that are no text", new byte[] {0, -1, 7, -128}, null, "unreadable"),
                // JSON
                odd("white space around it", " \r\n\t{ 'connected' : true }\r\n", "connected"),
                odd("something after it", "{'connected':true} -- end", "unreadable"),
                odd("a quote after it", "{'connected':true}'", TWO),
                odd("a closing bracket after it", "{'connected':true}}", "unreadable"),
                odd("another object after it", "{'connected':true}{'connected':false}", TWO),
                odd("the same object after it", "{'connected':true} {'connected':true}", TWO),
                odd("another object on the next line", "{'connected':true}\n{'disconnected':true}\n", TWO),
                odd("a number after it", "{'connected':true} 7", TWO),
                odd("a message after it", "{'connected':true}{'text':{}}", TWO),
                odd("a connection after a message", "{'type':'ReceivedCallback'}{'connected':true}", TWO),
                odd("NULs after it", "{'connected':true}\0\0", "connected"),
                odd("nothing but NULs", "\0\0", "unreadable <" + NOT_AN_OBJECT + ">"),
                odd("a NUL in a key", "{'connected':true,'x\\u0000':1}", "connected"),
                odd("an unknown field nested deep", nested(900), "connected"),
                odd("an empty object", "{}", "other <>"),
                odd("nothing", "", "unreadable <" + NOT_AN_OBJECT + ">"),
                odd("white space alone", " \n ", "unreadable <" + NOT_AN_OBJECT + ">"),
                odd("null", "null", "unreadable <" + NOT_AN_OBJECT + ">"),
                odd("a text", "'ConnectedCallback'", "unreadable <" + NOT_AN_OBJECT + ">"),
                odd("a list", "[{'connected':true}]", "unreadable <" + NOT_AN_OBJECT + ">"),
                odd("half a body", "{'connected':true,'phone':'5544", "unreadable"),
                odd("a form", "connected=true&phone=5544999999999", "unreadable"),
                odd("nesting without end", "[".repeat(60_000), "unreadable"),
                odd("nesting without end in a field", nested(20_000), "unreadable"),
                arguments("single quotes for real", "{'connected':true}".getBytes(UTF_8), null, "unreadable"),
                arguments("the sample of the page", pageSample().getBytes(UTF_8), null, "unreadable"),
                arguments(
                        "the sample of the page in double quotes",
                        pageSample().replace('\'', '"').getBytes(UTF_8),
                        null,
                        "unreadable"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddBodies")
    void anOddBodyIsReadAsFarAsItCanBe(String name, byte[] body, String charset, String expected) {
        String read = summary(parser.parse(INSTANCE, body, charset));

        if (expected.equals("unreadable")) {
            assertThat(read).startsWith("unreadable <" + NOT_JSON);
        } else {
            assertThat(read).isEqualTo(expected);
        }
    }

    @Test
    void whyABodyIsUnreadableIsSaidWithoutQuotingIt() {
        Callback callback = parse("{\"phone\":\"5544999999999\",\n\"text\": hello}");

        assertThat(callback)
                .isInstanceOfSatisfying(Callback.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .contains("line 2")
                        .doesNotContain("hello")
                        .doesNotContain("5544999999999"));
    }

    // ---- Helpers

    private Callback parse(String body) {
        return parser.parse(INSTANCE, body.getBytes(UTF_8), null);
    }

    private Callback.ConnectionChange change(String body) {
        return (Callback.ConnectionChange) parse(body);
    }

    private ConnectionEvent event(String body) {
        return change(body).event();
    }

    private static Arguments odd(String name, String body, String expected) {
        return arguments(name, bytes(body), null, expected);
    }

    private static byte[] bytes(String withSingleQuotes) {
        return withSingleQuotes.replace('\'', '"').getBytes(UTF_8);
    }

    private static String nested(int depth) {
        return "{'connected':true,'x':" + "[".repeat(depth) + "]".repeat(depth) + "}";
    }

    private static String pageSample() {
        return "{ 'type': 'ConnectedCallback', 'connected': true, 'momment': 26151515154, 'instanceId': instance.id,,"
                + " 'phone': '554499999999', 'instanceId': '' }";
    }

    /** A callback in a few words: its kind, its moment if it is not that of the receipt, its reason. */
    private static String summary(Callback callback) {
        if (callback instanceof Callback.Other other) {
            return "other <" + other.type() + ">";
        }
        if (callback instanceof Callback.Unreadable unreadable) {
            return "unreadable <" + unreadable.reason() + ">";
        }
        ConnectionEvent event = ((Callback.ConnectionChange) callback).event();
        String moment;
        if (event.moment().equals(RECEIVED)) {
            moment = "";
        } else {
            assertThat(event.moment()).isEqualTo(IN_2020);
            moment = " in 2020";
        }
        String reason = event instanceof Disconnected disconnected && disconnected.error() != null
                ? " <" + disconnected.error() + ">"
                : "";
        return event.kind() + moment + reason;
    }
}

package io.github.plugzapi.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindFieldsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final CallbackParser parser = new CallbackParser(MAPPER, new MovableClock());

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {}",
                "  { }  | {}",
                "{'type':'A'} | {'type':'A'}",
                "{ 'type' : 'A' , 'connected' : true } | {'type':'A','connected':true}",
                "{'connected':'true','disconnected':0} | {'connected':'true','disconnected':0}",
                "{'type':null,'messageId':null} | {'type':null,'messageId':null}",
                "{'type':'A','type':'B'} | {'type':'B'}",
                "{'x':{'type':'A'},'y':['type','A'],'type':'B'} | {'type':'B'}",
                "{'text':{'message':'}]'},'type':'A'} | {'text':{},'type':'A'}",
                "{'text':[1,2],'x':[[{'text':[]}]]} | {'text':{}}",
                "{'x':'type','type':'x'} | {'type':'x'}",
                "{'x':',\\'type\\':\\'A\\'','y':'\\\\'} | {}",
                "{'type':'a\\'b\\\\','connected':false} | {'type':'a\\'b\\\\','connected':false}",
                "{'type':'ção','chatName':'Zoë'} | {'type':'ção','chatName':'Zoë'}",
            })
    void keepsTheOutermostFieldsThatTellTheKind(String json, String kept) throws Exception {
        byte[] bytes = read(quoted(json));

        assertThat(MAPPER.readTree(bytes)).isEqualTo(MAPPER.readTree(quoted(kept)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "{'type':'A'",
                "{'type':'A'}}",
                "{'type':'A'}{}",
                "{'type':'A'} x",
                "{'type':'A"
            })
    void ofWhatIsNotOneObjectNothingIsKept(String json) {
        assertThat(read(quoted(json))).isEmpty();
    }

    @Test
    void aByteOrderMarkAndNulsAroundItDoNotMatter() {
        assertThat(new String(read("\uFEFF{\"type\":\"A\"}\0\0"), UTF_8)).isEqualTo("{\"type\":\"A\"}");
    }

    @Test
    void itTellsTheSameAsTheWholeWhereverItIsCut() {
        for (String json : List.of(
                "{'connected':true,'text':{'message':'a \\'quoted\\' text, with \\\\'},'type':'ReceivedCallback'}",
                "{'type':'MessageStatusCallback','connected':false,'x':[1,{'type':'ReceivedCallback'}]}",
                "{'type':'ConnectedCallback','x':'\\u0022type\\u0022','instanceId':'a'}",
                "{'messageId':'x','disconnected':true}",
                "{'connected':true,'ids':['x','y'],'type':'MessageStatusCallback'}",
                "{'connected':true,'image':{'caption':'x'}}",
                "{'connected':true,'fromMe':false}",
                "{'connected':true,'fromMe':null}",
                "{'x':{}}")) {
            byte[] body = quoted(json).getBytes(UTF_8);
            Class<?> kind = parser.parse("sales", body, null).getClass();
            for (int cut = 0; cut <= body.length; cut++) {
                KindFields fields = new KindFields();
                fields.take(Buffer.buffer(body).slice(0, cut));
                fields.take(Buffer.buffer(body).slice(cut, body.length));
                assertThat(parser.parse("sales", fields.toJson(), null)).isInstanceOf(kind);
            }
        }
    }

    @Test
    void itKeepsAllThatTellsAMessage() throws Exception {
        for (String field : CallbackType.FIELDS_OF_OTHERS) {
            byte[] bytes = read(quoted("{'connected':true,'" + field + "':{'x':['y']}}"));

            assertThat(MAPPER.readTree(bytes))
                    .isEqualTo(MAPPER.readTree(quoted("{'connected':true,'" + field + "':{}}")));
        }
    }

    @Test
    void itsMemoryDoesNotGrowWithTheObject() {
        String filler = "x".repeat(1_000_000);
        Buffer large = Buffer.buffer(quoted("{'" + filler + "':1,'text':'" + filler + "','type':'" + filler + "'}"));
        List<KindFields> many = new ArrayList<>();
        long before = used();
        for (int i = 0; i < 20; i++) {
            KindFields fields = new KindFields();
            fields.take(large);
            many.add(fields);
        }

        assertThat(used() - before).isLessThan(20_000_000);
        assertThat(many).allSatisfy(fields -> assertThat(new String(fields.toJson(), UTF_8))
                .hasSizeLessThan(100)
                .contains("\"text\":\"", "\"type\":\""));
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static byte[] read(String json) {
        KindFields fields = new KindFields();
        fields.take(Buffer.buffer(json));
        return fields.toJson();
    }

    private static String quoted(String withSingleQuotes) {
        return withSingleQuotes.replace('\'', '"');
    }
}

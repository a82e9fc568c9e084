package io.github.plugzapi.connect.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.plugzapi.connect.gateway.GatewayProbe;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.wording.Message;
import io.smallrye.config.SmallRyeConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One of the user's own numbers carries what is to be said of another. */
class WhatsAppChannelTest {

    private static final Message MESSAGE = new Message("a is out", "text", null, false, List.of());

    private final StandInGateway gateway = StandInGateway.start();
    private final Map<String, String> more = new HashMap<>();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void theMessageGoesThroughTheFirstNumberThatIsConnectedRightNow() {
        gateway.saysStatus("one", false);
        gateway.saysStatus("two", true);
        gateway.saysStatus("three", true);
        gateway.sends("two", okJson("{\"zaapId\":\"1\",\"messageId\":\"2\"}"));

        channel().send(MESSAGE);

        assertThat(gateway.sent("two"))
                .singleElement()
                .extracting(LoggedRequest::getBodyAsString)
                .isEqualTo("{\"phone\":\"5544999990001\",\"message\":\"a is out\\n\\ntext\"}");
        assertThat(gateway.sent("one")).isEmpty();
        assertThat(gateway.sent("three")).isEmpty();
    }

    @Test
    void aNoCostsNobodyTheTurn() {
        for (int i = 0; i < 8; i++) {
            gateway.answersTo("refused" + i, "status", jsonResponse("{\"error\":\"not paid\"}", 403));
            more.put("plugzapi.instances.a" + i + ".id", "refused" + i);
            more.put("plugzapi.instances.a" + i + ".token", "TokenMarker");
        }
        gateway.saysStatus("one", false);
        gateway.saysStatus("two", true);
        gateway.sends("two", okJson("{\"messageId\":\"2\"}"));

        channel().send(MESSAGE);

        assertThat(gateway.sent("two")).hasSize(1);
    }

    @Test
    void whereNoNumberIsConnectedItSaysSo() {
        gateway.saysStatus("one", false);
        gateway.saysStatus("two", false);
        gateway.saysStatus("three", false);

        assertThatThrownBy(() -> channel().send(MESSAGE))
                .isInstanceOf(ChannelFailure.class)
                .hasMessageStartingWith("none of your own numbers is connected right now");
    }

    @Test
    void whatPlugzapiRefusesGoesThroughTheNext() {
        gateway.saysStatus("one", true);
        gateway.sends("one", jsonResponse("{\"error\":\"Client-Token TokenMarker1 not allowed\"}", 403));
        gateway.saysStatus("two", true);
        gateway.sends("two", okJson("{\"messageId\":\"2\"}"));

        channel().send(MESSAGE);

        assertThat(gateway.sent("two")).hasSize(1);
    }

    @Test
    void whatMayHaveBeenSentIsNotSentThroughTheNextToo() {
        gateway.saysStatus("one", true);
        gateway.sends("one", jsonResponse("{\"error\":\"TokenMarker1 broke\"}", 500));
        gateway.saysStatus("two", true);
        gateway.sends("two", okJson("{\"messageId\":\"2\"}"));

        assertThatThrownBy(() -> channel().send(MESSAGE))
                .hasMessageContaining("answered 500")
                .hasMessageNotContaining("TokenMarker1");

        assertThat(gateway.sent("one")).hasSize(1);
        assertThat(gateway.sent("two")).isEmpty();
    }

    @Test
    void theAddressIsMasked() {
        assertThat(channel().address()).isEqualTo("WhatsApp to 5544*******01");
    }

    private WhatsAppChannel channel() {
        more.putAll(Map.of(
                "plugzapi.url", gateway.url(),
                "plugzapi.instances.a.id", "one",
                "plugzapi.instances.a.token", "TokenMarker1",
                "plugzapi.instances.b.id", "two",
                "plugzapi.instances.b.token", "TokenMarker2",
                "plugzapi.instances.c.id", "three",
                "plugzapi.instances.c.token", "TokenMarker3"));
        SmallRyeConfig config = Configuration.of(more);
        GatewayProbe probe =
                new GatewayProbe(Configuration.of(PlugzapiConfig.class, Map.of("plugzapi.url", gateway.url())), config);
        return new WhatsAppChannel("+55 44 99999-0001", new ConnectedNumbers(probe.gateway(), probe::instances));
    }
}

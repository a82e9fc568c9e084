package io.github.plugzapi.connect.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.gateway.GatewayFixtures;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstancesTest {

    private final Instances instances = InstanceFixtures.instances(Map.of(
            "plugzapi.instances.sales.id", "one",
            "plugzapi.instances.sales.token", "InstanceMarker-1",
            "plugzapi.instances.sales.client-token", "ClientMarker-2",
            "plugzapi.client-token", "CommonMarker-3",
            "plugzapi.account-token", "AccountMarker-4"));

    @Test
    void oneThatIsCalledByItsIdHasNoName() {
        Instances instances = InstanceFixtures.instances(Map.of());
        instances.listed(
                Map.of(
                        "one", new Instance("sales", "one", "token-of-one", null),
                        "two", new Instance("two", "two", "token-of-two", null)),
                Set.of(),
                true);

        assertThat(instances.name("one")).contains("sales");
        assertThat(instances.name("two")).isEmpty();
        assertThat(instances.name("nobody")).isEmpty();
    }

    @Test
    void whatIsSaidOfAnInstanceIsShownOnOneLineWithoutSecretsAndWithPhoneNumbersMasked() {
        assertThat(instances.safe(
                        "one",
                        "5544999999999 is gone:\ninstancemarker1, CLIENTMARKER-2, Common%4Darker-3, accountmarker-4,"
                                + " https://connect.example/webhooks/one/KeyMarker"))
                .isEqualTo("5544*******99 is gone:?***, ***, ***, ***, https://connect.example/webhooks/***");
    }

    @Test
    void whatIsSaidOfAnInstanceThatIsNotKnownIsShownWithoutTheSecretsOfTheAccount() {
        assertThat(instances.safe("another", "CommonMarker-3 and AccountMarker-4 of 5544999999999"))
                .isEqualTo("*** and *** of 5544*******99");
    }

    @Test
    void whatIsSaidOfAnInstanceThatCameLaterIsShownWithoutItsToken() {
        GatewayFixtures.come(instances, "two", "LaterMarker-5");

        assertThat(instances.safe("two", "latermarker-5 not allowed")).isEqualTo("*** not allowed");
    }

    @Test
    void whatIsLongIsCutAndNothingStaysNothing() {
        assertThat(instances.safe("one", "x".repeat(100_000)))
                .hasSizeLessThan(400)
                .endsWith("…");
        assertThat(instances.safe("one", null)).isEmpty();
    }
}

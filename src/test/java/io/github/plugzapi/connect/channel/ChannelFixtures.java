package io.github.plugzapi.connect.channel;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Opens what the package keeps to itself, to the tests of other packages. */
public final class ChannelFixtures {

    private ChannelFixtures() {}

    public static Channels channels(Map<String, ? extends Channel> all) {
        return new Channels(new TreeMap<>(all));
    }

    public static ChannelFailure progress(String reason) {
        return ChannelFailure.busy(reason, Duration.ZERO).afterAPart();
    }

    public static ChannelFailure failure(String reason, Duration retryAfter) {
        return new ChannelFailure(reason, retryAfter);
    }
}

package io.github.plugzapi.connect.access;

import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.text.LogLater;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Slows down whoever guesses passwords: each address by how often it failed lately, for each name that there is by itself, so that
 * whoever knows one password guesses no other with it.
 */
@Singleton
@Startup
class Failures {

    private static final Logger LOG = Logger.getLogger(Failures.class);

    /** Everybody mistypes. */
    private static final int FREE = 3;

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** After so long without another failure, it is as if there had been none. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);

    /** The one that failed longest ago is forgotten for another. */
    private static final int MAX_ADDRESSES = 10_000;

    /** Whoever has an IPv6 address mostly has all that begin with the same 64 bits. */
    private static final int NETWORK_BYTES = 8;

    private final Supplier<Duration> elapsed;
    private final Counter wrong;
    private final Counter slowed;
    private final Map<String, Failed> byAddress = new LinkedHashMap<>();

    /**
     * How often an address failed.
     *
     * @param times in a row
     * @param last when it did last
     */
    private record Failed(int times, Duration last) {

        private Duration until() {
            return times <= FREE
                    ? last
                    : last.plus(times - FREE > 6 ? LONGEST : Duration.ofSeconds(1L << (times - FREE - 1)));
        }
    }

    @Inject
    Failures(Ticker ticker, MeterRegistry registry) {
        this(ticker::elapsed, registry);
    }

    Failures(Supplier<Duration> elapsed, MeterRegistry registry) {
        this.elapsed = elapsed;
        this.wrong = counter(registry, "wrong");
        this.slowed = counter(registry, "slowed");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("sign_in_failures")
                .description("Attempts to use the API with a wrong name or password; slowed: too soon after others")
                .tag("outcome", outcome)
                .register(registry);
    }

    /**
     * How long an address has to wait before it may try again, which counts as a try where that is not over.
     *
     * @param name one of those that there are, or the same for all others
     *
     * @return zero: not at all
     */
    synchronized Duration tryAgainAfter(String address, String name) {
        Failed failed = byAddress.get(key(address, name));
        Duration left = failed == null ? Duration.ZERO : failed.until().minus(elapsed.get());
        if (left.compareTo(Duration.ZERO) <= 0) {
            return Duration.ZERO;
        }
        slowed.increment();
        return left;
    }

    /** What an address gave was wrong. */
    synchronized void failed(String address, String name) {
        wrong.increment();
        Duration now = elapsed.get();
        Failed before = byAddress.remove(key(address, name));
        int times = before == null || now.minus(before.last()).compareTo(FORGOTTEN) > 0 ? 1 : before.times() + 1;
        if (byAddress.size() == MAX_ADDRESSES) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
        byAddress.put(key(address, name), new Failed(times, now));
        if (Integer.bitCount(times) == 1) {
            LogLater.say(() -> LOG.warnf(
                    "Somebody at %s gave a wrong name or password for the API (number %d)%s",
                    address, times, times > FREE ? "; the next attempts are slowed down" : ""));
        }
    }

    /** What an address gave was right. */
    synchronized void succeeded(String address, String name) {
        if (!byAddress.isEmpty()) {
            byAddress.remove(key(address, name));
        }
    }

    private static String key(String address, String name) {
        return network(address) + " " + name;
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // It is written in digits, so nobody is asked for it.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            StringBuilder network = new StringBuilder();
            for (int i = 0; i < Math.min(NETWORK_BYTES, bytes.length); i++) {
                network.append(bytes[i]).append(':');
            }
            return network.toString();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}

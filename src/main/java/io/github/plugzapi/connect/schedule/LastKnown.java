package io.github.plugzapi.connect.schedule;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/**
 * What is looked up regularly, for those who may not wait for it: a scrape of the metrics would hang for as long as the store
 * does, and every other figure with it. Where it cannot be looked up, or that takes its time, the last one counts.
 *
 * @param <T> what it is
 */
public final class LastKnown<T> {

    private static final Logger LOG = Logger.getLogger(LastKnown.class);

    private static final Duration TICK = Duration.ofSeconds(1);

    /** How many times as long as a look takes nobody looks again, so that it takes a fiftieth of a processor. */
    private static final int REST = 50;

    /** A look that took long once, because a database was silent, is no reason to tell old figures for minutes. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(15);

    private final Ticker ticker;
    private final Supplier<T> look;

    /** Null as long as nothing could be looked up. */
    private volatile T value;

    /** As the ticker goes. */
    private volatile Duration nextAt = Duration.ZERO;

    /**
     * Has it looked up from now on.
     *
     * @param ticker when; never null
     * @param mayLook whether it can be looked up now, as far as anybody knows; waits for nothing; never null
     * @param look looks it up, on a thread that may block; may fail; never null
     */
    public LastKnown(Ticker ticker, BooleanSupplier mayLook, Supplier<T> look) {
        this.ticker = ticker;
        this.look = look;
        ticker.every(TICK, () -> {
            if (ticker.elapsed().compareTo(nextAt) >= 0 && mayLook.getAsBoolean()) {
                look();
            }
        });
    }

    /** Looks it up now, for whoever knows that it can be; where it cannot, the last one counts. Not for the event loop. */
    public void look() {
        Duration begun = ticker.elapsed();
        try {
            value = look.get();
        } catch (RuntimeException e) {
            // Whoever keeps the store says so. What it took tells nothing of the next look.
            LOG.debug("Something for the metrics could not be looked up", e);
            nextAt = Duration.ZERO;
            return;
        }
        Duration ended = ticker.elapsed();
        nextAt = ended.plus(rest(ended.minus(begun)));
    }

    private static Duration rest(Duration took) {
        Duration rest = took.multipliedBy(REST);
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    /**
     * A figure of it, for a gauge.
     *
     * @param figure takes it from what is known; never null
     * @return the figure; not a number while nothing is known yet
     */
    public double figure(ToDoubleFunction<T> figure) {
        T known = value;
        return known == null ? Double.NaN : figure.applyAsDouble(known);
    }
}

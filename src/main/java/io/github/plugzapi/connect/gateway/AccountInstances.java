package io.github.plugzapi.connect.gateway;

import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.text.LogText;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Asks the gateway which instances the account has, and has {@link Instances} know them. Their tokens stay in memory alone.
 *
 * <p>The list is read page by page while instances come, go and move from page to page. So an instance is there once it was
 * seen, and gone once it was missing from the whole list twice running.
 */
@Singleton
public class AccountInstances {

    private static final Logger LOG = Logger.getLogger(AccountInstances.class);

    static final int PAGE_SIZE = 100;

    /** Of a list that never ends. */
    static final int MAX_PAGES = 1000;

    /** One could be what has moved meanwhile; who sends nothing new twice sends the same page again and again. */
    private static final int MAX_PAGES_WITHOUT_NEWS = 2;

    private static final int MAX_NAMES_IN_A_LINE = 5;

    private final Gateway gateway;
    private final Instances instances;
    private final Clock clock;
    private final Instance account;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** What was said once and is not said again. */
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    // One reading is under way at a time, but each on threads of its own.
    private volatile GatewayFailure failure;
    private volatile Set<String> missing = Set.of();

    /** Who draws conclusions from what the list says of the instances beside that they are there. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Is told what the list says, after {@link Instances} knows them, on a thread that may block.
         *
         * @param entries all instances that were seen, also those that are configured; never null
         * @param asked when the gateway was asked for the first of them; never null
         */
        void listed(List<ListedInstance> entries, Instant asked);
    }

    private enum Trouble {
        NONE(""),
        FAILING("The account's instances cannot be listed: %s. It is tried again until it works."),
        REFUSED("The account's instances are not shown to us: %s. If PLUGZAPI_ACCOUNT_TOKEN is right, configure them by"
                + " PLUGZAPI_INSTANCES_<NAME>_ID and _TOKEN instead. It is tried every 15 minutes."),
        NO_SUCH_CALL("This gateway cannot list the account's instances (%s), so PLUGZAPI_ACCOUNT_TOKEN has no effect:"
                + " configure them by PLUGZAPI_INSTANCES_<NAME>_ID and _TOKEN instead. It is asked again every hour.");

        private final String text;

        Trouble(String text) {
            this.text = text;
        }

        /** Null: none. */
        private static Trouble of(GatewayFailure failure) {
            if (failure == null) {
                return NONE;
            }
            return failure.isUnknownCall() ? NO_SUCH_CALL : failure.isRefused() ? REFUSED : FAILING;
        }
    }

    /** One reading of the whole list. */
    private static final class Reading {
        private final Map<String, ListedInstance> found = new LinkedHashMap<>();
        private final Instant asked;
        private int page;
        private int odd;
        private int pagesWithoutNews;
        private boolean ended;

        /** The most that the gateway said that there are; negative where it did not say. */
        private long total = -1;

        /** The first error that it told beside what it lists; empty where it told none. */
        private String error = "";

        private Reading(Instant asked) {
            this.asked = asked;
        }

        private void add(AccountApi.Page part) {
            page++;
            int before = found.size();
            part.instances().forEach(entry -> found.putIfAbsent(entry.instance().id(), entry));
            odd += part.odd();
            total = Math.max(total, part.total());
            error = error.isEmpty() ? part.error() : error;
            pagesWithoutNews = found.size() > before ? 0 : pagesWithoutNews + 1;
            // How many pages there are is not asked: who says it wrong would hide instances.
            ended = part.size() == 0
                    || pagesWithoutNews >= MAX_PAGES_WITHOUT_NEWS
                    || part.size() < PAGE_SIZE && hasAllThatAreSaid();
        }

        /** Whether as many were seen as the gateway says that there are. */
        private boolean hasAllThatAreSaid() {
            return total >= 0 && found.size() + odd >= total;
        }

        private boolean goesOn() {
            return !ended && page < MAX_PAGES;
        }

        /** Whether who was not seen is missing. */
        private boolean isWhole() {
            return ended && (total < 0 || hasAllThatAreSaid());
        }
    }

    AccountInstances(Gateway gateway, Instances instances, Clock clock, PlugzapiConfig config) {
        this.gateway = gateway;
        this.instances = instances;
        this.clock = clock;
        this.account = config.accountToken()
                .map(token -> Gateway.account(token, config.clientToken().orElse(null)))
                .orElse(null);
    }

    /**
     * Has what the list says told each time that it was read.
     *
     * @param listener is told; it must not fail; never null
     */
    public void onListed(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Whether there is an account whose list can be read: {@code PLUGZAPI_ACCOUNT_TOKEN} is set.
     *
     * @return false where there is nothing to read
     */
    public boolean isConfigured() {
        return account != null;
    }

    /**
     * Reads the whole list of the account once, which must be configured. What goes wrong is logged.
     *
     * @return completes with what went wrong, or null; does not fail
     */
    public Uni<GatewayFailure> read() {
        Reading reading = new Reading(clock.instant());
        return Uni.createFrom()
                .deferred(() -> gateway.instances(account, reading.page + 1, PAGE_SIZE))
                .invoke(part -> {
                    if (nothingButATotal(reading, part)) {
                        throw GatewayFailure.failing(
                                "the gateway says that there are " + part.total() + ", and shows none");
                    }
                })
                // There are gateways that refuse the page after the last one.
                .onFailure(
                        failure -> failure instanceof GatewayFailure && reading.page > 0 && reading.hasAllThatAreSaid())
                .recoverWithItem(AccountApi.Page.NOTHING)
                .invoke(reading::add)
                .repeat()
                .whilst(part -> reading.goesOn())
                .collect()
                .last()
                .map(part -> read(reading))
                .onFailure(GatewayFailure.class)
                .recoverWithItem(failure -> failed(reading, failure));
    }

    /**
     * What is wrong with the list, as it was read last.
     *
     * @return sentences that say what the gateway says, and what can be done; null while all is well, or nothing was read yet
     */
    public String trouble() {
        GatewayFailure now = failure;
        return now == null ? null : Trouble.of(now).text.formatted(now.getMessage());
    }

    /**
     * Whether this gateway has no such list: that is all that {@link #trouble()} says, and nothing is broken.
     *
     * @return false while all is well, too
     */
    public boolean isWithoutList() {
        return Trouble.of(failure) == Trouble.NO_SUCH_CALL;
    }

    /** It has instances and shows none: something is broken there, and nobody is gone. */
    private static boolean nothingButATotal(Reading reading, AccountApi.Page part) {
        return reading.page == 0 && part.size() == 0 && part.total() > 0;
    }

    /** Returns null: nothing went wrong. */
    private GatewayFailure read(Reading reading) {
        if (failure != null) {
            failure = null;
            LOG.info("The account's instances can be listed again");
        }
        if (reading.odd > 0) {
            warnOnce(
                    "The account's list has entries without an id or a token that a call can be made with; they are left"
                            + " out: %d",
                    reading.odd);
        }
        if (!reading.isWhole()) {
            if (reading.ended) {
                warnOnce(
                        "The account's list shows %d instances, but the gateway counts %d; as long as that is so, none is"
                                + " taken for gone",
                        reading.found.size() + reading.odd, reading.total);
            } else {
                warnOnce("The account's list goes on after %d pages; nothing is read beyond", MAX_PAGES);
            }
            take(reading, Set.of(), false);
            return null;
        }
        Set<String> absent = instances.all().stream()
                .map(Instance::id)
                .filter(id -> instances.isListed(id) && !reading.found.containsKey(id))
                .collect(Collectors.toSet());
        Set<String> gone = absent.stream().filter(missing::contains).collect(Collectors.toSet());
        missing = absent.stream().filter(id -> !gone.contains(id)).collect(Collectors.toSet());
        take(reading, gone, true);
        return null;
    }

    private void warnOnce(String format, Object... parameters) {
        if (warned.add(format)) {
            LOG.warnf(format, parameters);
        }
    }

    private void take(Reading reading, Set<String> gone, boolean whole) {
        if (reading.page > 0) {
            gateway.remarkOfList(account, reading.error);
        }
        missing = missing.stream().filter(id -> !reading.found.containsKey(id)).collect(Collectors.toSet());
        Map<String, Instance> found = new HashMap<>();
        reading.found.forEach((id, entry) -> found.put(id, entry.instance()));
        Instances.Change change = instances.listed(found, gone, whole);
        if (!change.added().isEmpty()) {
            LOG.infof(
                    "The account has instances that are new here, and looked after from now on: %s",
                    names(change.added()));
        }
        if (!change.gone().isEmpty()) {
            LOG.warnf(
                    "The account does not have these instances any more; they are not asked for: %s",
                    names(change.gone()));
        }
        List<ListedInstance> entries = List.copyOf(reading.found.values());
        listeners.forEach(listener -> listener.listed(entries, reading.asked));
    }

    private static String names(List<Instance> some) {
        String first = some.stream()
                .limit(MAX_NAMES_IN_A_LINE)
                .map(instance -> LogText.oneLine(instance.toString()))
                .collect(Collectors.joining(", "));
        int more = some.size() - MAX_NAMES_IN_A_LINE;
        return more > 0 ? first + " and " + more + " more" : first;
    }

    private GatewayFailure failed(Reading reading, GatewayFailure newFailure) {
        // What was seen is there, but who is missing may be on a page that could not be read.
        take(reading, Set.of(), false);
        Trouble before = Trouble.of(failure);
        Trouble now = Trouble.of(newFailure);
        failure = newFailure;
        if (now != before) {
            LOG.warn(trouble());
        }
        return newFailure;
    }
}

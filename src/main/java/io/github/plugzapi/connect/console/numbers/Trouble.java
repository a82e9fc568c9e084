package io.github.plugzapi.connect.console.numbers;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.status.Overview;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Something that somebody should look at, of one number or of all that have it for the same reason.
 *
 * @param sort what it is; never null
 * @param numbers of which numbers, at least one; never null
 * @param since since when, in UTC, or until when where it is to come; null where that is not known
 * @param said why, in the gateway's words or ours; null where nothing was said
 */
public record Trouble(Sort sort, List<Overview> numbers, Instant since, String said) {

    /** So many names are told of one row. */
    private static final int MOST_NAMES = 4;

    /** So many numbers are asked for at once. */
    private static final int MOST_AT_ONCE = 20;

    /** The worst first, then the oldest. */
    private static final Comparator<Trouble> ORDER = Comparator.comparing(Trouble::sort)
            .thenComparing(Trouble::since, Comparator.nullsLast(Comparator.naturalOrder()));

    /** What can be wrong, the worst first. */
    public enum Sort {
        /** It is disconnected. */
        DOWN,

        /** The gateway does not say how it is. */
        UNCONFIRMED,

        /** Nothing was ever told of it. */
        NOT_YET,

        /** It comes and goes. */
        FLAPPING,

        /** The gateway calls somebody else. */
        DIVERTED,

        /** The gateway does not call us. */
        NOT_REGISTERED,

        /** It is not paid for much longer, or not any more. */
        ENDING
    }

    /** One cause is one row. */
    private record Cause(Sort sort, String said, String number) {}

    /** {@inheritDoc} */
    public Trouble {
        numbers = List.copyOf(numbers);
    }

    static List<Trouble> of(List<Overview> all) {
        Map<Cause, List<Overview>> byCause = new LinkedHashMap<>();
        for (Overview each : all) {
            for (Sort sort : sorts(each)) {
                boolean isShared = sort == Sort.UNCONFIRMED || sort == Sort.NOT_YET || sort == Sort.NOT_REGISTERED;
                Cause cause = new Cause(sort, said(sort, each), isShared ? null : each.id());
                byCause.computeIfAbsent(cause, none -> new ArrayList<>()).add(each);
            }
        }
        return byCause.entrySet().stream()
                .map(entry -> new Trouble(
                        entry.getKey().sort(),
                        entry.getValue(),
                        since(entry.getKey().sort(), entry.getValue()),
                        entry.getKey().said()))
                .sorted(ORDER)
                .toList();
    }

    private static List<Sort> sorts(Overview each) {
        List<Sort> sorts = new ArrayList<>();
        if (each.status() == Status.DISCONNECTED) {
            sorts.add(Sort.DOWN);
        } else if (each.status() == Status.UNKNOWN) {
            sorts.add(each.before() == null ? Sort.NOT_YET : Sort.UNCONFIRMED);
        }
        if (each.flappingSince() != null) {
            sorts.add(Sort.FLAPPING);
        }
        if (each.registration().isTrouble()) {
            sorts.add(each.registration().takenBy() == null ? Sort.NOT_REGISTERED : Sort.DIVERTED);
        }
        if (each.isSubscriptionEnding()) {
            sorts.add(Sort.ENDING);
        }
        return sorts;
    }

    private static String said(Sort sort, Overview each) {
        return switch (sort) {
            case DIVERTED -> each.registration().takenBy();
            case NOT_REGISTERED -> each.registration().reason();
            default -> each.said();
        };
    }

    private static Instant since(Sort sort, List<Overview> numbers) {
        return numbers.stream()
                .map(each -> since(sort, each))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Instant since(Sort sort, Overview each) {
        return switch (sort) {
            case DOWN -> each.since();
            case UNCONFIRMED, NOT_YET -> each.unconfirmedSince();
            case FLAPPING -> each.flappingSince();
            case DIVERTED, NOT_REGISTERED -> each.registration().troubleSince();
            case ENDING -> each.paidUntil();
        };
    }

    /**
     * The number that it is about, or the first of them.
     *
     * @return one; never null
     */
    public Overview first() {
        return numbers.get(0);
    }

    /**
     * Whether several numbers have it.
     *
     * @return whether it is more than one
     */
    public boolean isShared() {
        return numbers.size() > 1;
    }

    /**
     * The names of the numbers, not all where there are many.
     *
     * @return names; never null
     */
    public String names() {
        List<String> some =
                numbers.stream().limit(MOST_NAMES).map(Overview::label).toList();
        return String.join(", ", some) + (numbers.size() > MOST_NAMES ? ", …" : "");
    }

    /**
     * The numbers that something is done with at once.
     *
     * @return some; never null
     */
    public List<Overview> some() {
        return numbers.stream().limit(MOST_AT_ONCE).toList();
    }
}

package io.github.plugzapi.connect.wording;

import io.github.plugzapi.connect.wording.Message.Incident;
import io.github.plugzapi.connect.wording.Phrases.Phrase;
import io.github.plugzapi.connect.wording.Section.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Puts in words what people are told. Nothing in it is mark-up anywhere: an asterisk, which masks a number, is a dot here,
 * because every other messenger takes asterisks for bold type.
 */
public final class Wording {

    /** Those who read this look at a clock on a wall in Brazil. */
    private static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("dd/MM HH:mm", Locale.ROOT);
    private static final DateTimeFormatter YEAR_TOO = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm", Locale.ROOT);

    /** Nobody reads more of them; how many there are is said. */
    private static final int MAX_LISTED = 20;

    private static final String TEST = "test";
    private static final String JOURNAL = "journal";
    private static final String CHANNEL = "channel ";

    private final Phrases phrases;
    private final String host;
    private final String link;

    /**
     * For messages in one language.
     *
     * @param language which; never null
     * @param host the gateway's host, which all numbers go through; never null
     * @param link where people can look further; null where there is nowhere
     */
    public Wording(Language language, String host, String link) {
        this.phrases = language.phrases();
        this.host = host;
        this.link = link;
    }

    /**
     * One message about all that is to be told now.
     *
     * @param sections what that is; not empty
     * @param now when it is told; never null
     * @return the message, with the gravest in its title; never null
     */
    public Message message(List<Section> sections, Instant now) {
        List<Section> sorted = sections.stream()
                .sorted(Comparator.comparing(Section::stage).thenComparing(Section::sort))
                .toList();
        List<String> titles =
                sorted.stream().map(section -> headline(section, now)).toList();
        List<String> paragraphs = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            List<String> lines = new ArrayList<>(details(sorted.get(i), now));
            if (i > 0) {
                lines.add(0, titles.get(i));
            }
            paragraphs.add(String.join("\n", lines));
        }
        paragraphs.add(phrases.zone());
        int others = sorted.size() - 1;
        return new Message(
                titles.get(0) + (others == 0 ? "" : " (" + phrases.andMore(others) + ")"),
                Message.joined(paragraphs),
                link,
                sorted.stream().allMatch(Section::isGood),
                sorted.stream().flatMap(section -> incidents(section, now)).toList());
    }

    private Stream<Incident> incidents(Section section, Instant now) {
        return switch (section.stage()) {
            // Who was told of it knows that it is still there.
            case STILL -> Stream.of();
            // A channel that failed may have taken the beginning all the same, or a part of it.
            case BEGUN, PAST, ENDED, REMOVED ->
                section.troubles().stream()
                        .map(trouble -> new Incident(
                                trouble.key(),
                                headline(new Section(section.sort(), section.stage(), List.of(trouble)), now),
                                section.stage() != Stage.BEGUN));
        };
    }

    private String headline(Section section, Instant now) {
        List<Trouble> troubles = section.troubles();
        String sentence = plain(
                troubles.size() == 1 ? one(section.stage(), troubles.get(0), now) : several(section, troubles, now));
        return section.stage() == Stage.STILL ? phrases.still(sentence) : sentence;
    }

    private String one(Stage stage, Trouble trouble, Instant now) {
        Phrase phrase = phrases.of(trouble.sort());
        String who = who(trouble) + " ";
        return switch (stage) {
            case BEGUN, STILL -> who + begun(trouble, phrase, now);
            case PAST -> who + phrase.was() + " " + fromTo(trouble, now) + " " + phrases.and() + " " + phrase.again();
            case ENDED -> who + phrase.again() + "; " + phrase.was() + " " + fromTo(trouble, now);
            case REMOVED -> who + phrases.removed(trouble.sort(), false) + " (" + begun(trouble, phrase, now) + ")";
        };
    }

    private String begun(Trouble trouble, Phrase phrase, Instant now) {
        String since = moment(trouble.since(), now);
        return switch (trouble.sort()) {
            case SUBSCRIPTION -> trouble.since().isAfter(now) ? phrases.paidUntil(since) : phrases.notPaidSince(since);
            case RESTORE -> phrase.is() + ", " + at(trouble.since(), now);
            default -> phrase.is() + " " + phrases.since(since);
        };
    }

    private String several(Section section, List<Trouble> troubles, Instant now) {
        Phrase phrase = phrases.of(section.sort());
        String many = troubles.size() + " " + phrase.several() + " ";
        Trouble first = troubles.get(0);
        return switch (section.stage()) {
            case BEGUN, STILL ->
                many + phrase.are() + ", "
                        + (section.sort() == Sort.SUBSCRIPTION
                                ? phrases.first(first.name(), moment(first.since(), now))
                                : phrases.first(first.name(), at(first.since(), now)))
                        + (section.sort() == Sort.OUTAGE ? "; " + phrases.allThrough(host) : "");
            case PAST -> many + phrase.were() + " " + phrases.and() + " " + phrase.areAgain();
            case ENDED -> many + phrase.areAgain();
            case REMOVED -> many + phrases.removed(section.sort(), true) + " (" + phrase.are() + ")";
        };
    }

    /** What stands below the headline. */
    private List<String> details(Section section, Instant now) {
        List<String> lines = new ArrayList<>();
        if (section.troubles().size() == 1) {
            String said = section.troubles().get(0).said();
            if (said != null && !section.isGood()) {
                lines.add(phrases.said() + ": " + plain(said));
            }
        } else {
            section.troubles().stream()
                    .limit(MAX_LISTED)
                    .map(trouble -> "• " + plain(entry(section.stage(), trouble, now)))
                    .forEach(lines::add);
            if (section.troubles().size() > MAX_LISTED) {
                lines.add("• " + phrases.andMore(section.troubles().size() - MAX_LISTED));
            }
        }
        if (section.stage() == Stage.PAST) {
            lines.add(phrases.wasOver());
        }
        if (section.stage() == Stage.REMOVED && section.sort().isOfANumber()) {
            lines.add(phrases.said() + ": " + phrases.removedText());
        }
        if (!section.isGood()) {
            lines.add(phrases.whatToDo() + ": " + phrases.of(section.sort()).advice());
        }
        return lines;
    }

    private String entry(Stage stage, Trouble trouble, Instant now) {
        if (stage == Stage.PAST || stage == Stage.ENDED) {
            return who(trouble) + ", " + fromTo(trouble, now);
        }
        String when = trouble.sort() == Sort.SUBSCRIPTION
                ? " " + begun(trouble, phrases.of(trouble.sort()), now)
                : ", " + phrases.since(moment(trouble.since(), now));
        boolean isExplained = trouble.said() != null && stage != Stage.REMOVED;
        return who(trouble) + when + (isExplained ? ": " + trouble.said() : "");
    }

    private static String who(Trouble trouble) {
        return trouble.name() + (trouble.phone() == null ? "" : " (" + trouble.phone() + ")");
    }

    private String fromTo(Trouble trouble, Instant now) {
        return fromTo(trouble.since(), trouble.until(), now);
    }

    private String fromTo(Instant since, Instant until, Instant now) {
        return phrases.fromTo(moment(since, now), moment(until, now), length(Duration.between(since, until)));
    }

    /** Such as {@code 14:03}, with the day where that is not today's. */
    private static String moment(Instant moment, Instant now) {
        ZonedDateTime there = moment.atZone(ZONE);
        ZonedDateTime today = now.atZone(ZONE);
        if (isToday(moment, now)) {
            return TIME.format(there);
        }
        return (there.getYear() == today.getYear() ? DAY_AND_TIME : YEAR_TOO).format(there);
    }

    private String at(Instant moment, Instant now) {
        return phrases.at(moment(moment, now), isToday(moment, now));
    }

    private static boolean isToday(Instant moment, Instant now) {
        return moment.atZone(ZONE).toLocalDate().equals(now.atZone(ZONE).toLocalDate());
    }

    /** The clocks of the gateway and ours differ, so that an end may seem to come before its beginning. */
    private static String length(Duration length) {
        if (length.toSeconds() < 120) {
            return Math.max(0, length.toSeconds()) + " s";
        }
        if (length.toMinutes() < 120) {
            return length.toMinutes() + " min";
        }
        return length.toHours() < 48
                ? length.toHours() + " h " + length.toMinutesPart() + " min"
                : length.toDays() + " d " + length.toHoursPart() + " h";
    }

    private static String plain(String text) {
        return text.replace('*', '•');
    }

    /**
     * That a channel works.
     *
     * @param channel the user's name for it; never null
     * @return the message; never null
     */
    public Message test(String channel) {
        Message test = direct(TEST, phrases.test(channel), phrases.testText(), true);
        // It begins and ends at once, so that whoever counts incidents sees it.
        return new Message(
                test.title(),
                test.text(),
                test.link(),
                test.good(),
                List.of(new Incident(TEST, test.title(), false), new Incident(TEST, test.title(), true)));
    }

    /**
     * That the journal cannot be written.
     *
     * @param reason why; never null
     * @param since since when; never null
     * @return the message; never null
     */
    public Message journalLost(String reason, Instant since) {
        return direct(
                JOURNAL,
                phrases.journalLost(phrases.since(moment(since, since))),
                phrases.journalLostText(plain(reason)),
                false);
    }

    /**
     * That it can be written again.
     *
     * @param since since when it could not be; never null
     * @param until since when it can be; never null
     * @return the message; never null
     */
    public Message journalBack(Instant since, Instant until) {
        return direct(JOURNAL, phrases.journalBack(fromTo(since, until, until)), "", true);
    }

    /**
     * That a channel cannot be used.
     *
     * @param channel the user's name for it; never null
     * @param reason why; never null
     * @param since since when; never null
     * @return the message, for the others; never null
     */
    public Message channelFails(String channel, String reason, Instant since) {
        return direct(
                CHANNEL + channel,
                phrases.channelFails(channel, phrases.since(moment(since, since))),
                phrases.channelFailsText(plain(reason)),
                false);
    }

    /**
     * That it can be used again.
     *
     * @param channel the user's name for it; never null
     * @return the message, for the others; never null
     */
    public Message channelWorks(String channel) {
        return direct(CHANNEL + channel, phrases.channelWorks(channel), "", true);
    }

    private Message direct(String key, String title, String text, boolean good) {
        return new Message(
                title,
                Message.joined(List.of(text, good ? "" : phrases.zone())),
                link,
                good,
                List.of(new Incident(key, title, good)));
    }
}

package io.github.plugzapi.connect.wording;

import io.github.plugzapi.connect.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What people are told at one time.
 *
 * @param title the most important of it, on one line; never null
 * @param text the rest of it, on several lines; may be empty; never null
 * @param link where to look further; null where there is nowhere
 * @param good whether all of it is good news
 * @param incidents what begins and ends with it, for those who count that; never null
 */
public record Message(String title, String text, String link, boolean good, List<Incident> incidents) {

    private static final String CUT = "…";

    /**
     * That a trouble begins or ends.
     *
     * @param key what it is known by; never null
     * @param summary what it is, on one line; never null
     * @param over whether it ends
     */
    public record Incident(String key, String summary, boolean over) {}

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public Message {
        Objects.requireNonNull(title);
        Objects.requireNonNull(text);
        incidents = List.copyOf(incidents);
    }

    /**
     * The same, where its link leads to the page of one instance.
     *
     * @param instance PlugZapi's id of it; never null
     * @return the message; the same where it has no link; never null
     */
    public Message about(String instance) {
        String page = link == null ? null : link.replaceFirst("/+$", "") + "/instances/" + Text.pathSegment(instance);
        return new Message(title, text, page, good, incidents);
    }

    /**
     * The text and the link, below the title of something that has a title of its own.
     *
     * @return it; may be empty; never null
     */
    public String body() {
        return joined(withLink(text));
    }

    /**
     * All of it in one text. Where that is too long, the text is cut, for the title says what matters and the link leads to the
     * rest.
     *
     * @param length how many characters ({@code char}) at most, more than the title and the link have
     * @return the text; never null
     */
    public String whole(int length) {
        String whole = joined(withLink(title, text));
        if (whole.length() <= length) {
            return whole;
        }
        int rest = length - joined(withLink(title, CUT)).length();
        String fitting = rest < 1 ? CUT : Text.cut(text, rest) + CUT;
        return Text.cut(joined(withLink(title, fitting)), length);
    }

    private List<String> withLink(String... paragraphs) {
        List<String> all = new ArrayList<>(List.of(paragraphs));
        all.add(link == null ? "" : link);
        return all;
    }

    /** Paragraphs, with an empty line between; those of nothing are none. */
    static String joined(List<String> paragraphs) {
        return paragraphs.stream().filter(paragraph -> !paragraph.isEmpty()).collect(Collectors.joining("\n\n"));
    }
}

package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.text.Text;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every page of somebody who signed in has around it.
 *
 * @param section which part of the console it belongs to: {@code numbers}, {@code sinks}, {@code quarantine}, {@code
 *     set-aside} or {@code audit};
 *     never null
 * @param person who looks; never null
 * @param mayAct whether that person may act, too
 * @param theme {@code light} or {@code dark}; empty: as the system has it; never null
 * @param here the page's own path and query; never null
 * @param otherLanguage the language that it is not in; never null
 * @param inOtherLanguage the same page in that; never null
 * @param formats how things are written; never null
 */
public record Frame(
        String section,
        String person,
        boolean mayAct,
        String theme,
        String here,
        String otherLanguage,
        String inOtherLanguage,
        Formats formats) {

    /**
     * The names of the events of a stream: a browser has to be told them.
     *
     * @return words; never null
     */
    public String kinds() {
        return Stream.of(Kind.values()).map(Kind::word).collect(Collectors.joining(" "));
    }

    /**
     * A part of a link's path, such as an id that holds what a path may not.
     *
     * @param part as it is; never null
     * @return the same as it stands in a link; never null
     */
    public String path(String part) {
        return Text.pathSegment(part);
    }
}

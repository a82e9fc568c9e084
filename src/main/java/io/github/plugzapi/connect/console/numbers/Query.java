package io.github.plugzapi.connect.console.numbers;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.status.Overview;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.util.function.Predicate;

/**
 * Which of the numbers somebody wants to see, as the address bar says it. What cannot be understood is as if it were not there.
 *
 * @param status those of a status alone, or {@code trouble}; empty for all; never null
 * @param text a part of the name, the id or the phone; empty for all; never null
 * @param sort in which order: {@code status}, {@code name}, {@code since} or {@code uptime}; never null
 * @param page from 1
 */
public record Query(String status, String text, String sort, int page) {

    static final String TROUBLE = "trouble";
    static final String BY_STATUS = "status";
    static final String BY_NAME = "name";
    static final String BY_SINCE = "since";
    static final String BY_UPTIME = "uptime";

    static Query of(String status, String text, String sort, String page) {
        return new Query(
                isStatus(status) ? status : "",
                text == null ? "" : text.strip(),
                BY_NAME.equals(sort) || BY_SINCE.equals(sort) || BY_UPTIME.equals(sort) ? sort : BY_STATUS,
                page != null && page.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(page) : 1);
    }

    private static boolean isStatus(String word) {
        if (TROUBLE.equals(word)) {
            return true;
        }
        for (Status each : Status.values()) {
            if (each.label().equals(word)) {
                return true;
            }
        }
        return false;
    }

    Predicate<Overview> ofStatus() {
        return switch (status) {
            case "" -> any -> true;
            case TROUBLE -> Overview::isTrouble;
            default -> overview -> overview.status().label().equals(status);
        };
    }

    /**
     * The link to the same with another status, from its first page.
     *
     * @param other the status; empty for all; never null
     * @return a path with its query; never null
     */
    public String withStatus(String other) {
        return new Query(other, text, sort, 1).link();
    }

    /**
     * The link to the same in another order, from its first page.
     *
     * @param other the order; never null
     * @return a path with its query; never null
     */
    public String withSort(String other) {
        return new Query(status, text, other, 1).link();
    }

    /**
     * The link to another page of the same.
     *
     * @param other from 1
     * @return a path with its query; never null
     */
    public String withPage(int other) {
        return new Query(status, text, sort, other).link();
    }

    private String link() {
        QueryStringEncoder link = new QueryStringEncoder("/");
        add(link, "status", status, "");
        add(link, "q", text, "");
        add(link, "sort", sort, BY_STATUS);
        add(link, "page", Integer.toString(page), "1");
        return link.toString();
    }

    private static void add(QueryStringEncoder link, String name, String value, String usual) {
        if (!value.equals(usual)) {
            link.addParam(name, value);
        }
    }
}

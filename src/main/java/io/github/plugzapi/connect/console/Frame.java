package io.github.plugzapi.connect.console;

/**
 * What every page of somebody who signed in has around it.
 *
 * @param section which part of the console it belongs to: {@code numbers}, {@code sinks}, {@code quarantine} or {@code audit};
 *     never null
 * @param person who looks; never null
 * @param mayAct whether that person may act, too
 * @param theme {@code light} or {@code dark}; null: as the system has it
 * @param otherLanguage the language that it is not in; never null
 * @param inOtherLanguage the same page in that; never null
 */
record Frame(
        String section, String person, boolean mayAct, String theme, String otherLanguage, String inOtherLanguage) {}

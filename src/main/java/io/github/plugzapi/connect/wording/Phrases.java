package io.github.plugzapi.connect.wording;

/**
 * How a language says it. Not a resource bundle: what is a class is in a native executable, and the compiler asks each language
 * for all that there is.
 */
interface Phrases {

    /**
     * What is said of a sort.
     *
     * @param several what more than one of it is called, such as {@code numbers}
     * @param is what follows the name while it lasts
     * @param are the same of several
     * @param was what follows the name when it is over
     * @param were the same of several
     * @param again what follows the name once it is over
     * @param areAgain the same of several
     * @param advice what to do about it
     */
    record Phrase(
            String several,
            String is,
            String are,
            String was,
            String were,
            String again,
            String areAgain,
            String advice) {}

    Phrase of(Sort sort);

    /** Such as {@code since 14:03}. */
    String since(String moment);

    /** Such as {@code at 14:03}, which may be on another day. */
    String at(String moment, boolean today);

    /** Such as {@code from 14:03 to 14:20 (17 min)}. */
    String fromTo(String from, String to, String length);

    /** Such as {@code paid for until 31/01 14:03}. */
    String paidUntil(String moment);

    String notPaidSince(String moment);

    /** Such as {@code first sales at 14:03}. */
    String first(String name, String at);

    String allThrough(String host);

    String andMore(int others);

    String still(String sentence);

    /** Such as {@code is not looked after any more}, before what it was told to be last. */
    String removed(Sort sort, boolean several);

    /** Why, and what that means. */
    String removedText();

    String and();

    /** Before what the gateway said. */
    String said();

    /** Before the advice. */
    String whatToDo();

    /** That it was over before anybody was told. */
    String wasOver();

    /** Which zone the moments are of. */
    String zone();

    String test(String channel);

    String testText();

    String journalLost(String since);

    String journalLostText(String reason);

    String journalBack(String fromTo);

    String channelFails(String channel, String since);

    String channelFailsText(String reason);

    String channelWorks(String channel);
}

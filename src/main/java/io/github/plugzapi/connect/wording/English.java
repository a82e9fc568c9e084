package io.github.plugzapi.connect.wording;

/** English. */
final class English implements Phrases {

    @Override
    public Phrase of(Sort sort) {
        return switch (sort) {
            case GATEWAY ->
                new Phrase(
                        "gateways",
                        "cannot be asked how the numbers are",
                        "cannot be asked how the numbers are",
                        "could not be asked how the numbers were",
                        "could not be asked how the numbers were",
                        "answers again",
                        "answer again",
                        "nothing with the phones. See whether this server reaches the internet, and whether the provider"
                                + " knows of a failure. What PlugZapi tells by itself is still taken.");
            case OUTAGE ->
                new Phrase(
                        "numbers",
                        "is out",
                        "are out",
                        "was out",
                        "were out",
                        "is connected again",
                        "are connected again",
                        "see that the phone is on and online; then restore the session, or read the QR code once more,"
                                + " in the provider's panel.");
            case REGISTRATION ->
                new Phrase(
                        "numbers",
                        "is not registered with PlugZapi",
                        "are not registered with PlugZapi",
                        "was not registered with PlugZapi",
                        "were not registered with PlugZapi",
                        "is registered again",
                        "are registered again",
                        "where PlugZapi refuses, check the instance's id, its token and the allowed IP addresses in the"
                                + " provider's panel; where another system takes the webhook, have only one of them"
                                + " register it. Until then changes are noticed only by asking.");
            case CONFIRMATION ->
                new Phrase(
                        "numbers",
                        "is not confirmed by PlugZapi",
                        "are not confirmed by PlugZapi",
                        "was not confirmed by PlugZapi",
                        "were not confirmed by PlugZapi",
                        "is confirmed again",
                        "are confirmed again",
                        "look at the instance in the provider's panel: is it still there, is it paid for, and is its"
                                + " token the one that is configured?");
            case RESTORE ->
                new Phrase(
                        "numbers",
                        "could not be restored by asking PlugZapi",
                        "could not be restored by asking PlugZapi",
                        "could not be restored by asking PlugZapi",
                        "could not be restored by asking PlugZapi",
                        "",
                        "",
                        "read the QR code once more in the provider's panel, with the phone at hand.");
            case SUBSCRIPTION ->
                new Phrase(
                        "numbers",
                        "has to be paid for",
                        "have to be paid for",
                        "",
                        "",
                        "",
                        "",
                        "renew the subscription with the provider, or nothing is sent or received any more.");
            case FLAPPING ->
                new Phrase(
                        "numbers",
                        "comes and goes",
                        "come and go",
                        "came and went",
                        "came and went",
                        "is stable again",
                        "are stable again",
                        "look at the phone's internet connection and its power saving, and whether the same number is"
                                + " linked elsewhere too.");
            case SINK_PAUSED ->
                new Phrase(
                        "systems",
                        "gets no events: its sink is paused",
                        "get no events: their sinks are paused",
                        "got no events",
                        "got no events",
                        "gets events again",
                        "get events again",
                        "have whoever runs it say why it refuses them, and then resume the sink. Nothing is lost"
                                + " meanwhile.");
            case SINK_BEHIND ->
                new Phrase(
                        "systems",
                        "gets its events late",
                        "get their events late",
                        "got its events late",
                        "got their events late",
                        "has caught up",
                        "have caught up",
                        "see whether it answers, and how fast. Nothing is lost meanwhile.");
        };
    }

    @Override
    public String since(String moment) {
        return "since " + moment;
    }

    @Override
    public String at(String moment, boolean today) {
        return (today ? "at " : "on ") + moment;
    }

    @Override
    public String fromTo(String from, String to, String length) {
        return "from " + from + " to " + to + " (" + length + ")";
    }

    @Override
    public String paidUntil(String moment) {
        return "is paid for until " + moment + " only";
    }

    @Override
    public String notPaidSince(String moment) {
        return "is not paid for any more since " + moment;
    }

    @Override
    public String first(String name, String at) {
        return "first " + name + " " + at;
    }

    @Override
    public String allThrough(String host) {
        return "all through " + host;
    }

    @Override
    public String andMore(int others) {
        return "and " + others + " more";
    }

    @Override
    public String still(String sentence) {
        return "Still: " + sentence;
    }

    @Override
    public String removed(Sort sort, boolean several) {
        if (sort == Sort.GATEWAY) {
            return "is not asked for these numbers any more";
        }
        return several ? "are not looked after any more" : "is not looked after any more";
    }

    @Override
    public String removedText() {
        return "removal from the configuration or from the provider's account. Nothing more is told of it until that is"
                + " undone.";
    }

    @Override
    public String and() {
        return "and";
    }

    @Override
    public String said() {
        return "Reason";
    }

    @Override
    public String whatToDo() {
        return "What to do";
    }

    @Override
    public String wasOver() {
        return "It was over before this could be told.";
    }

    @Override
    public String zone() {
        return "Times are those of Brasília.";
    }

    @Override
    public String test(String channel) {
        return "Test: alerts reach " + channel;
    }

    @Override
    public String testText() {
        return "This is a test of plugzapi-connect. Nothing is wrong.";
    }

    @Override
    public String journalLost(String since) {
        return "plugzapi-connect cannot write its journal " + since;
    }

    @Override
    public String journalLostText(String reason) {
        return "Reason: " + reason
                + "\nWhat to do: see to its database or disk soon. Until then callbacks are refused (503),"
                + " and what PlugZapi does not send again is lost.";
    }

    @Override
    public String journalBack(String fromTo) {
        return "plugzapi-connect can write its journal again; it could not " + fromTo;
    }

    @Override
    public String channelFails(String channel, String since) {
        return "Alerts do not reach " + channel + " " + since;
    }

    @Override
    public String channelFailsText(String reason) {
        return "Reason: " + reason
                + "\nWhat to do: whoever reads alerts there knows nothing meanwhile. Check the address in"
                + " its variable ALERTS_TO_….";
    }

    @Override
    public String channelWorks(String channel) {
        return "Alerts reach " + channel + " again";
    }
}

package io.github.plugzapi.connect.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the text of a variable must look like. */
interface Value {

    /**
     * What is wrong with a text, in words that follow the variable's name. The text is not quoted, whatever it is: people
     * put passwords in the wrong place.
     *
     * @param text without white space around it, and not empty
     * @param devOrTest whether nobody but a developer will ever call
     */
    Optional<String> problem(String text, boolean devOrTest);

    /** The text in the form that everybody reads, where nothing is wrong with it. */
    default String normal(String text) {
        return text;
    }

    /** Anything at all. */
    static Value text() {
        return (text, devOrTest) -> Optional.empty();
    }

    /** A secret that somebody else made, so that we cannot say what it has to look like. */
    static Value credential() {
        return new Secret(0);
    }

    /** A secret that the user makes up. */
    static Value secret() {
        return new Secret(16);
    }

    /** The base URL of the gateway. */
    static Value gatewayUrl() {
        return (text, devOrTest) -> BaseUrl.problem(text, true);
    }

    /** The base URL of ourselves, as the internet sees it. */
    static Value publicUrl() {
        return BaseUrl::problem;
    }

    /** Where a journal is kept. */
    static Value journalUrl() {
        return (text, devOrTest) -> JournalUrl.problem(text);
    }

    /** A whole number from 1. */
    static Value count() {
        return (text, devOrTest) ->
                isBetween(text, 1, Integer.MAX_VALUE) ? Optional.empty() : Optional.of("must be a whole number from 1");
    }

    /** A whole number from 1 that is not too large. */
    static Value countTo(int most) {
        return (text, devOrTest) ->
                isBetween(text, 1, most) ? Optional.empty() : Optional.of("must be a whole number from 1 to " + most);
    }

    private static boolean isBetween(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** One of a few words. */
    static Value oneOf(String... words) {
        return (text, devOrTest) ->
                List.of(words).contains(text) ? Optional.empty() : Optional.of("must be " + String.join(" or ", words));
    }

    /** A duration longer than zero. */
    static Value duration() {
        return durationTo(Durations.LONGEST);
    }

    /** A duration that is not too short. */
    static Value durationFrom(String least) {
        return Durations.between(least, Durations.LONGEST);
    }

    /** A duration longer than zero that is not too long. */
    static Value durationTo(String most) {
        return Durations.between("0s", most);
    }

    /**
     * A secret.
     *
     * @param leastLength how many characters it has, so that nobody guesses it
     */
    record Secret(int leastLength) implements Value {

        /** In {@code application.properties} and in the README, for dev mode alone. */
        private static final String OF_DEV_MODE = "dev-mode-alone";

        /** How to make one, where only the outcome was meant; a file of variables is read by no shell. */
        private static final Pattern COMMAND = Pattern.compile("openssl +rand");

        @Override
        public Optional<String> problem(String text, boolean devOrTest) {
            if (text.equals(OF_DEV_MODE)) {
                return devOrTest
                        ? Optional.empty()
                        : Optional.of("is dev mode's, which everybody knows: make your own");
            }
            if (COMMAND.matcher(text).find()) {
                return Optional.of("is the command that makes a secret: set it to what the command prints");
            }
            return text.codePointCount(0, text.length()) < leastLength
                    ? Optional.of("must have at least " + leastLength
                            + " characters, such as the output of openssl rand -hex 32")
                    : Optional.empty();
        }
    }
}

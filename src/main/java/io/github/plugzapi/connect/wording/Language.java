package io.github.plugzapi.connect.wording;

/** The languages that people may be told in. */
public enum Language {
    /** Portuguese, as it is written in Brazil. */
    PT(new Portuguese()),

    /** English. */
    EN(new English());

    private final Phrases phrases;

    Language(Phrases phrases) {
        this.phrases = phrases;
    }

    Phrases phrases() {
        return phrases;
    }
}

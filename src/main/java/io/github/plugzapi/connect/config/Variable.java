package io.github.plugzapi.connect.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A variable that there is, or with a {@code *} in its name, which stands for a name of the user's, a family of them.
 *
 * @param property its name as a property, such as {@code plugzapi.instances.*.client-token}
 * @param value what its text must look like
 * @param byDefault the text that counts where it is not set; null where there is none
 * @param reserved whether it does nothing in this version, and is there so that nobody uses the name for anything else
 */
record Variable(String property, Value value, String byDefault, boolean reserved) {

    private static final String ANY = "*";

    static Variable of(String property, Value value) {
        return new Variable(property, value, null, false);
    }

    Variable byDefault(String text) {
        return new Variable(property, value, text, reserved);
    }

    Variable isReserved() {
        return new Variable(property, value, byDefault, true);
    }

    /** Its name in the environment, such as {@code PLUGZAPI_INSTANCES_*_CLIENT_TOKEN}. */
    String name() {
        return inEnvironment(property);
    }

    /** A property's name as it stands in the environment. */
    static String inEnvironment(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_");
    }

    /** Whether it stands for as many variables as the user has names. */
    boolean isFamily() {
        return property.contains(ANY);
    }

    boolean isSecret() {
        return value instanceof Value.Secret;
    }

    /** What its names in the environment look like. */
    Pattern names(String userNames) {
        return Pattern.compile(name().replace(ANY, userNames));
    }

    /** What its names as a property look like. */
    Pattern properties() {
        return Pattern.compile(property.replace(".", "\\.").replace(ANY, "[a-z0-9]+"));
    }
}

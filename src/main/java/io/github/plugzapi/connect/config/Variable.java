package io.github.plugzapi.connect.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A variable that there is, or with a {@code *} in its name, which stands for a name of the user's, a family of them. A second
 * {@code *} stands for a name of somebody else's, such as a header's, which may have several words.
 *
 * @param property its name as a property, such as {@code plugzapi.instances.*.client-token}
 * @param value what its text must look like
 * @param byDefault the text that counts where it is not set; null where there is none
 * @param whatToSet what it is to be set to, where anything else is set of the same member of its family; null where it need
 *     not be set
 */
record Variable(String property, Value value, String byDefault, String whatToSet) {

    private static final String ANY = "*";
    private static final Pattern NO_PART_OF_A_WORD = Pattern.compile("[^A-Z0-9*]");

    static Variable of(String property, Value value) {
        return new Variable(property, value, null, null);
    }

    Variable byDefault(String text) {
        return new Variable(property, value, text, whatToSet);
    }

    Variable required(String whatToSetItTo) {
        return new Variable(property, value, byDefault, whatToSetItTo);
    }

    /** Its name in the environment, such as {@code PLUGZAPI_INSTANCES_*_CLIENT_TOKEN}. */
    String name() {
        return inEnvironment(property);
    }

    /** A property's name as it stands in the environment. */
    static String inEnvironment(String property) {
        return NO_PART_OF_A_WORD.matcher(property.toUpperCase(Locale.ROOT)).replaceAll("_");
    }

    /** Whether it stands for as many variables as the user has names. */
    boolean isFamily() {
        return property.contains(ANY);
    }

    boolean isSecret() {
        return value instanceof Value.Secret;
    }

    /** What its names in the environment look like; the names that are no part of it are its groups. */
    Pattern names(String userNames) {
        return pattern(name(), userNames, "[A-Z0-9]+(?:_[A-Z0-9]+)*");
    }

    /** What its names as a property look like. */
    Pattern properties() {
        return pattern(property.replace(".", "\\."), "[a-z0-9]+", "[a-z0-9]+(?:-[a-z0-9]+)*");
    }

    private static Pattern pattern(String name, String userNames, String words) {
        int any = name.indexOf(ANY);
        return Pattern.compile(
                any < 0
                        ? name
                        : name.substring(0, any)
                                + "(" + userNames + ")"
                                + name.substring(any + 1).replace(ANY, "(" + words + ")"));
    }
}

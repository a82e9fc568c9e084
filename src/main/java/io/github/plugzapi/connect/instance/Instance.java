package io.github.plugzapi.connect.instance;

/**
 * An instance: one WhatsApp number's connection at PlugZapi.
 *
 * @param name the user's name for it, in lower case, or the account's; the id where it has none; never null
 * @param id PlugZapi's id; never null
 * @param token PlugZapi's token, a secret; never null
 * @param clientToken the account security token, a secret; null where the account has none
 */
public record Instance(String name, String id, String token, String clientToken) {

    /** The name and the id, without the secrets. */
    @Override
    public String toString() {
        return name + " (" + id + ")";
    }
}

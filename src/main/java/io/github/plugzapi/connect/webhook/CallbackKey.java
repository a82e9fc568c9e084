package io.github.plugzapi.connect.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the keys in the callback URLs: the HMAC-SHA256 (RFC 2104) of the instance's id with the secret, truncated to
 * 144 bits and written in base64url (RFC 4648), 24 characters. PlugZapi does not sign its callbacks, so who knows the URL
 * is who may call it.
 */
public final class CallbackKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 18;

    /** Ready with the secret; each use takes a copy, which costs less than looking up the algorithm and the secret again. */
    private final Mac prototype;

    /**
     * Takes the secret.
     *
     * @param secret what the keys are derived from; not empty
     */
    public CallbackKey(String secret) {
        try {
            prototype = Mac.getInstance(ALGORITHM);
            prototype.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /**
     * The key of an instance.
     *
     * @param instance PlugZapi's id of the instance; never null
     * @return the key, 24 URL-safe characters; never null
     */
    public String of(String instance) {
        try {
            Mac mac = (Mac) prototype.clone();
            byte[] hmac = mac.doFinal(instance.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hmac, BYTES));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The platform's " + ALGORITHM + " can be copied", e);
        }
    }

    /** Compares two secrets in a time that does not tell how much of them is equal. */
    static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}

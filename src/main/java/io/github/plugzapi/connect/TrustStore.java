package io.github.plugzapi.connect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * Whose certificates are trusted, by whatever calls somebody: Java's own settings of that. They are system properties alone,
 * and may stand here where all settings may, so that they are set in the same way for the jar and for the native executable.
 */
final class TrustStore {

    private static final String FILE = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final String TYPE = "javax.net.ssl.trustStoreType";

    private TrustStore() {}

    /**
     * Tells Java of it, which must be done before anybody calls.
     *
     * @return what is wrong with it, since Java would trust nobody and say so late; empty where nothing is
     */
    static Optional<String> use(Config config) {
        for (String setting : Set.of(FILE, PASSWORD, TYPE)) {
            value(config, setting).ifPresent(value -> System.setProperty(setting, value));
        }
        return value(config, FILE).flatMap(file -> problem(Path.of(file), value(config, PASSWORD)));
    }

    private static Optional<String> value(Config config, String setting) {
        return config.getOptionalValue(setting, String.class).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static Optional<String> problem(Path file, Optional<String> password) {
        if (!Files.isReadable(file)) {
            return Optional.of("JAVAX_NET_SSL_TRUSTSTORE names a file that is not there or cannot be read");
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(System.getProperty(TYPE, KeyStore.getDefaultType()));
            store.load(in, password.map(String::toCharArray).orElse(null));
            return store.size() > 0
                    ? Optional.empty()
                    : Optional.of("JAVAX_NET_SSL_TRUSTSTORE names a file in which no certificate can be read: set"
                            + " JAVAX_NET_SSL_TRUSTSTOREPASSWORD, or put them in");
        } catch (IOException | GeneralSecurityException e) {
            return Optional.of(
                    "JAVAX_NET_SSL_TRUSTSTORE names a file that is no key store of Java's (PKCS #12 or JKS), or"
                            + " JAVAX_NET_SSL_TRUSTSTOREPASSWORD is not its password");
        }
    }
}

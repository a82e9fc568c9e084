package io.github.plugzapi.connect.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An authority that signs certificates and that no Java trusts by itself, as a company has one. Its keys are made anew each
 * time, by Java's keytool, and kept nowhere.
 */
public final class TestAuthority {

    /** Of all key stores. */
    public static final String PASSWORD = "StorePasswordMarker1";

    private static final char[] SECRET = PASSWORD.toCharArray();

    /** What a certificate for whoever listens here is signed with. */
    private static final String[] FOR_LOCALHOST = {"-ext", "san=dns:localhost,ip:127.0.0.1"};

    private final Path directory;
    private final Certificate certificate;
    private final Key leafKey;
    private int issued;

    public TestAuthority(Path directory) throws Exception {
        this.directory = directory;
        keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=Authority of the test", "-ext", "bc:c");
        keytool("-genkeypair", "-alias", "leaf", "-keyalg", "EC", "-dname", "CN=Server of the test");
        keytool("-certreq", "-alias", "leaf", "-file", file("leaf.csr"));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("keys.p12"))) {
            keys.load(in, SECRET);
        }
        certificate = keys.getCertificate("ca");
        leafKey = keys.getKey("leaf", SECRET);
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-keystore",
                file("keys.p12"),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(arguments));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /** Its certificate, in PEM. */
    public Path certificate() throws Exception {
        return Files.writeString(directory.resolve("ca.pem"), pem("CERTIFICATE", certificate.getEncoded()));
    }

    /** What trusts it alone, as Java reads it. */
    public Path trustStore() throws Exception {
        KeyStore store = empty();
        store.setCertificateEntry("ca", certificate);
        return write(store, "trust.p12");
    }

    /** A key for whoever is called localhost or 127.0.0.1, with its certificate. */
    public Path keyStore() throws Exception {
        return keyStore(FOR_LOCALHOST);
    }

    /** The same with a certificate that is over since yesterday. */
    public Path expiredKeyStore() throws Exception {
        return keyStore(FOR_LOCALHOST[0], FOR_LOCALHOST[1], "-startdate", "-3d", "-validity", "2");
    }

    /** The same with a certificate for somebody else. */
    public Path keyStoreOfSomebodyElse() throws Exception {
        return keyStore("-ext", "san=dns:else.example.com");
    }

    /** The same with a certificate that is for those who call, not for those who are called. */
    public Path keyStoreOfCaller() throws Exception {
        return keyStore(FOR_LOCALHOST[0], FOR_LOCALHOST[1], "-ext", "eku=clientAuth");
    }

    private Path keyStore(String... options) throws Exception {
        String name = "leaf" + ++issued;
        List<String> arguments = new ArrayList<>(
                List.of("-gencert", "-alias", "ca", "-infile", file("leaf.csr"), "-outfile", file(name + ".crt")));
        arguments.addAll(List.of(options));
        keytool(arguments.toArray(String[]::new));
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".crt"))) {
            Certificate leaf = CertificateFactory.getInstance("X.509").generateCertificate(in);
            KeyStore store = empty();
            store.setKeyEntry("leaf", leafKey, SECRET, new Certificate[] {leaf, certificate});
            return write(store, name + ".p12");
        }
    }

    /** The key of such a store with its certificates, in PEM. */
    public static String pem(Path keyStore) throws Exception {
        KeyStore keys = read(keyStore);
        StringBuilder pem =
                new StringBuilder(pem("PRIVATE KEY", keys.getKey("leaf", SECRET).getEncoded()));
        for (Certificate each : keys.getCertificateChain("leaf")) {
            pem.append(pem("CERTIFICATE", each.getEncoded()));
        }
        return pem.toString();
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
    }

    /** For a server that has such a key. */
    public static SSLContext context(Path keyStore) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(read(keyStore), SECRET);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore read(Path keyStore) throws Exception {
        return KeyStore.getInstance(keyStore.toFile(), SECRET);
    }

    private static KeyStore empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private Path write(KeyStore store, String name) throws Exception {
        Path path = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(path)) {
            store.store(out, SECRET);
        }
        return path;
    }
}

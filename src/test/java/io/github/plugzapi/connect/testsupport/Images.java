package io.github.plugzapi.connect.testsupport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Images as a gateway sends them, as far as anybody looks at them here. */
public final class Images {

    private static final byte[] BEGINNING = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13};

    private Images() {}

    /** What begins as a PNG image does, of so many bytes. */
    public static byte[] png(int length) {
        return ByteBuffer.allocate(length)
                .put(BEGINNING)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    public static String base64(byte[] image) {
        return Base64.getEncoder().encodeToString(image);
    }

    public static String base64(String image) {
        return base64(image.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** As most gateways send it. */
    public static String qrCode(byte[] image) {
        return "{\"value\":\"data:image/png;base64," + base64(image) + "\"}";
    }
}

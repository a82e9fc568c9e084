package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.plugzapi.connect.text.Lenient;
import io.github.plugzapi.connect.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What PlugZapi answers when it is asked for a code that links a phone with an instance.
 *
 * @param <T> what the code is: a PNG image of a QR code, or a text
 * @param state how it stands; never null
 * @param code the code; null where none was given
 */
public record Linking<T>(State state, T code) {

    /** A QR code is some kilobytes. */
    static final int MAX_BYTES = 256 * 1024;

    /** How {@code Base64} writes so many bytes, with room for what stands before them in a data URI. */
    private static final int MAX_CHARACTERS = MAX_BYTES / 3 * 4 + 200;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /** What a PNG image must begin with. */
    private static final byte[] HEADER = "IHDR".getBytes(StandardCharsets.US_ASCII);

    private static final int HEADER_AT = PNG.length + Integer.BYTES;

    private static final String DATA_URI = "data:";

    private static final Pattern TYPED = Pattern.compile("[A-Za-z0-9-]{4,16}");

    /** How it stands with a code. */
    public enum State {
        /** There is one. */
        GIVEN,

        /** PlugZapi says that the instance is connected, so there is none. */
        CONNECTED,

        /** Before there is one, the session has to be restored. */
        RESTORABLE,

        /** There is none yet: whoever asks again in some seconds may get one. */
        NONE_YET
    }

    static <T> Linking<T> without(State state) {
        return new Linking<>(state, null);
    }

    /** What an answer says instead of giving a code; empty where it may give one. */
    static <T> Optional<Linking<T>> instead(JsonNode answer) {
        boolean restorable = Stream.of("error", "message")
                .anyMatch(
                        field -> InstanceStatus.isRestorable(answer.path(field).asText()));
        if (restorable) {
            return Optional.of(without(State.RESTORABLE));
        }
        return InstanceStatus.of(answer, any -> any)
                .filter(InstanceStatus::connected)
                .map(status -> without(State.CONNECTED));
    }

    /**
     * Reads an image, which a browser will be told to be PNG: so it is, or it is refused.
     *
     * @param text a data URI, or what stands behind its comma, in Base64
     * @return the image; never null
     * @throws IllegalArgumentException if it is anything else; the message says what
     */
    static byte[] png(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("larger than " + MAX_BYTES / 1024 + " KiB");
        }
        String encoded = encoded(text);
        byte[] image;
        try {
            image = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no image in Base64", e);
        }
        if (image.length > MAX_BYTES) {
            throw new IllegalArgumentException("larger than " + MAX_BYTES / 1024 + " KiB");
        }
        if (!isAt(0, PNG, image) || !isAt(HEADER_AT, HEADER, image)) {
            throw new IllegalArgumentException(kind(image));
        }
        return image;
    }

    private static String encoded(String text) {
        if (!text.regionMatches(true, 0, DATA_URI, 0, DATA_URI.length())) {
            return text;
        }
        int comma = text.indexOf(',');
        String type = text.substring(0, Math.max(0, comma)).toLowerCase(Locale.ROOT);
        if (!type.endsWith(";base64")) {
            throw new IllegalArgumentException("no data URI in Base64");
        }
        return text.substring(comma + 1);
    }

    /** What it is instead, as whoever has to do with the gateway may know it. */
    private static String kind(byte[] image) {
        if (isAt(0, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}, image)) {
            return "a JPEG image, no PNG";
        }
        String beginning = new String(image, 0, Math.min(image.length, 64), StandardCharsets.ISO_8859_1);
        if (beginning.startsWith("GIF8") || beginning.startsWith("RIFF")) {
            return "a GIF or WebP image, no PNG";
        }
        return beginning.stripLeading().startsWith("<") ? "SVG or HTML, no PNG image" : "no PNG image";
    }

    private static boolean isAt(int from, byte[] bytes, byte[] image) {
        int to = from + bytes.length;
        return image.length >= to && Arrays.equals(bytes, 0, bytes.length, image, from, to);
    }

    /** The code that is typed into the phone; empty where the answer has none that looks like one. */
    static Optional<String> typed(JsonNode answer) {
        return Stream.of("code", "value", "phoneCode")
                .map(answer::path)
                .filter(node -> node.isTextual() || node.isIntegralNumber())
                // A yes is no code.
                .filter(node -> Lenient.flag(node) == null)
                .map(node -> node.asText().strip())
                .filter(code -> TYPED.matcher(code).matches())
                .findFirst();
    }

    /** Without the code: whoever has it can link a phone. */
    @Override
    public String toString() {
        return Text.label(state);
    }
}

package io.github.plugzapi.connect.webhook;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks through a JSON object as it comes, and keeps of it the fields of its own that tell what kind of callback it is. Its
 * memory does not grow with the object: of a long text or of a structure it keeps only that there was one. The kind may be
 * told last, after a text of any length, so there is no looking at the beginning alone.
 */
final class KindFields {

    private static final Set<String> OF_CONNECTIONS = Set.of("type", "connected", "disconnected");

    private static final int MAX_TOKEN = 64;
    private static final String LONG_TEXT = "\"...\"";
    private static final String STRUCTURE = "{}";

    /** The values as they were written. */
    private final Map<String, String> fields = new HashMap<>();

    /** The key or value of the outermost object that is being read, as far as it is of interest. */
    private final StringBuilder token = new StringBuilder(MAX_TOKEN);

    private int depth;
    private boolean inText;
    private boolean escaped;
    private boolean closed;
    private boolean broken;

    /** The field whose value is being read; null while its key is. */
    private String key;

    private String structure;

    void take(Buffer chunk) {
        for (byte b : chunk.getBytes()) {
            take((char) (b & 0xFF));
        }
    }

    private void take(char c) {
        if (inText) {
            takeInText(c);
        } else if (depth == 0) {
            takeOutside(c);
        } else if (c == '"') {
            inText = true;
            keep(c);
        } else if (c == '{' || c == '[') {
            if (depth++ == 1) {
                structure = STRUCTURE;
            }
        } else if (c == '}' || c == ']') {
            if (--depth == 0) {
                endOfField();
                closed = true;
            }
        } else if (depth == 1) {
            takeBetweenTexts(c);
        }
    }

    private void takeInText(char c) {
        keep(c);
        if (escaped) {
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (c == '"') {
            inText = false;
        }
    }

    private void takeOutside(char c) {
        if (c == '{' && !closed) {
            depth = 1;
        } else if (c > ' ' && (closed || "\u00EF\u00BB\u00BF".indexOf(c) < 0)) {
            // Neither white space nor a byte order mark: no object, or something after it.
            broken = true;
        }
    }

    private void takeBetweenTexts(char c) {
        if (c == ':' && key == null) {
            key = token.toString();
            token.setLength(0);
        } else if (c == ',') {
            endOfField();
        } else if (c > ' ') {
            keep(c);
        }
    }

    private void keep(char c) {
        if (depth == 1 && token.length() <= MAX_TOKEN) {
            token.append(c);
        }
    }

    private void endOfField() {
        if (key != null && key.length() > 2) {
            String name = key.substring(1, key.length() - 1);
            if (OF_CONNECTIONS.contains(name) || CallbackType.FIELDS_OF_OTHERS.contains(name)) {
                fields.put(name, value());
            }
        }
        key = null;
        structure = null;
        token.setLength(0);
    }

    private String value() {
        if (structure != null) {
            return structure;
        }
        return token.length() <= MAX_TOKEN ? token.toString() : LONG_TEXT;
    }

    /** The fields as a JSON object; what is none where all of it was not one either. */
    byte[] toJson() {
        if (broken || !closed) {
            return new byte[0];
        }
        return fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"))
                // As they were read, a byte a character.
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}

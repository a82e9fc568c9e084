package io.github.plugzapi.connect.testsupport;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP as it goes over the wire, for what well-behaved clients do not do. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 20_000;

    private RawHttp() {}

    /** Sends a request, lines joined by CRLF, and reads until the server closes the connection. */
    public static String exchange(int port, String request) throws IOException {
        try (Connection connection = open(port)) {
            connection.send(request);
            return connection.rest();
        }
    }

    /** A connection for what is sent piece by piece. */
    public static Connection open(int port) throws IOException {
        return new Connection(new Socket("localhost", port));
    }

    /** What a client holds of a connection. */
    public static final class Connection implements AutoCloseable {

        private static final Pattern LENGTH =
                Pattern.compile("^content-length: *(\\d+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

        private final Socket socket;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(PATIENCE_MILLIS);
        }

        public void send(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** The next answer, with its head; empty where the server closes the connection instead. */
        public String answer() throws IOException {
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                int read = socket.getInputStream().read();
                if (read < 0) {
                    return answer.toString();
                }
                answer.append((char) read);
            }
            Matcher length = LENGTH.matcher(answer);
            if (length.find()) {
                byte[] body = socket.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
                answer.append(new String(body, StandardCharsets.ISO_8859_1));
            }
            return answer.toString();
        }

        /** All that comes until the server closes the connection. */
        public String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

package io.github.plugzapi.connect.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway that is a bare socket, for what becomes of connections. It says yes to everything, if it says anything. */
public final class BareGateway implements AutoCloseable {

    private static final String YES = "{\"value\":true,\"connected\":true}";

    private final ServerSocket server;
    private final boolean dying;
    private final CountDownLatch together;
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();

    private BareGateway(boolean dying, int together) {
        this.dying = dying;
        this.together = new CountDownLatch(together);
        try {
            server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    /** One that answers the first request over a connection, keeps that open, and closes it at the second, unanswered. */
    public static BareGateway whoseConnectionsDieInSilence() {
        return new BareGateway(true, 0);
    }

    /** One that does not answer before so many requests wait for their answers at the same time. */
    public static BareGateway thatWaitsFor(int requests) {
        return new BareGateway(false, requests);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    public int deaths() {
        return deaths.get();
    }

    public int answers() {
        return answers.get();
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "bare-gateway");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                thread(() -> answer(socket));
            }
        } catch (IOException e) {
            // It is stopped.
        }
    }

    private void answer(Socket socket) {
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (boolean first = true; read(in); first = false) {
                if (dying && !first) {
                    deaths.incrementAndGet();
                    return;
                }
                together.countDown();
                // Longer than its caller waits.
                together.await(60, TimeUnit.SECONDS);
                socket.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + YES.length()
                                        + "\r\n\r\n" + YES)
                                .getBytes(StandardCharsets.ISO_8859_1));
                answers.incrementAndGet();
            }
        } catch (IOException | InterruptedException e) {
            // The caller is gone.
        }
    }

    /** Returns false where there is no request any more. */
    private static boolean read(BufferedReader in) throws IOException {
        int length = 0;
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
            line = in.readLine();
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        return line != null;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.github.plugzapi.connect.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A mail server that speaks as much SMTP (RFC 5321) as it takes to be handed a mail, and keeps what it was told. */
public final class StandInMailServer implements AutoCloseable {

    private static final long DISTANCE_NANOS = 20_000_000;

    private final ServerSocket server;
    private final List<List<String>> conversations = new CopyOnWriteArrayList<>();
    private volatile String answerToData = "250 taken";
    private volatile String unknownRecipient = "";

    private StandInMailServer(ServerSocket server) {
        this.server = server;
    }

    public static StandInMailServer start() {
        try {
            StandInMailServer started =
                    new StandInMailServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            inBackground(started::accept);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on, this is what becomes of a mail. */
    public void answersToMail(String answer) {
        answerToData = answer;
    }

    /** From now on, there is no such mailbox; empty for none. */
    public void doesNotKnow(String address) {
        unknownRecipient = address;
    }

    /** All lines of a client, of each connection that had a mail; those of the mail itself as they came. */
    public List<List<String>> conversations() {
        return conversations;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                // Some keep their connection for the next mail.
                inBackground(() -> converse(client));
            } catch (IOException e) {
                // This ends.
            }
        }
    }

    private void converse(Socket client) {
        try (client) {
            answer(client);
        } catch (IOException e) {
            // It hung up.
        }
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "stand-in-mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void answer(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        Writer out = new OutputStreamWriter(client.getOutputStream(), StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        // As far away as any server is: Vert.x' client loses a greeting that comes in the very moment of the
        // connection.
        LockSupport.parkNanos(DISTANCE_NANOS);
        say(out, "220 stand-in ready");
        boolean mail = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lines.add(line);
            if (mail) {
                if (line.equals(".")) {
                    mail = false;
                    conversations.add(List.copyOf(lines));
                    say(out, answerToData);
                }
            } else if (line.startsWith("DATA")) {
                mail = true;
                say(out, "354 go on");
            } else if (line.startsWith("QUIT")) {
                say(out, "221 bye");
                return;
            } else if (!unknownRecipient.isEmpty() && line.equals("RCPT TO:<" + unknownRecipient + ">")) {
                say(out, "550 5.1.1 <" + unknownRecipient + "> unknown");
            } else {
                say(out, "250 ok");
            }
        }
    }

    private static void say(Writer out, String line) throws IOException {
        out.write(line + "\r\n");
        out.flush();
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

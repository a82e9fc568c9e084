package io.github.plugzapi.connect.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands on what comes over TCP, but for the connections that it was told to forget, as a firewall does: without a word. It can be
 * told to cut them, too, as a cable is.
 */
public final class FreezableProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0);
    private final int target;
    private final AtomicInteger frozen = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    public FreezableProxy(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Nothing goes through the connections that there are any more; new ones are as good as ever. */
    public void freeze() {
        frozen.incrementAndGet();
    }

    /** Whoever is connected is not any more, and nobody gets through. */
    public void cut() throws IOException {
        cut = true;
        for (Socket each : open) {
            each.close();
        }
        open.clear();
    }

    /** From now on, whoever connects gets through again. */
    public void mend() {
        cut = false;
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                open.add(client);
                if (cut) {
                    client.close();
                    continue;
                }
                Socket behind = new Socket("localhost", target);
                int generation = frozen.get();
                daemon(() -> pump(client, behind, generation));
                daemon(() -> pump(behind, client, generation));
            }
        } catch (IOException e) {
            // It is closed.
            return;
        }
    }

    private void pump(Socket from, Socket to, int generation) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (generation == frozen.get()) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
            if (generation == frozen.get()) {
                to.close();
            }
        } catch (IOException e) {
            // One of the two is gone.
            return;
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

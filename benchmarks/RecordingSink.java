import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** A sink that takes each event at once, all on one thread: {@code java RecordingSink PORT}. It prints its {@link Receipts}. */
public final class RecordingSink {

    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] SEQUENCE = "\"sequence\":\"".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] SUBJECT = "\"subject\":\"".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] RECEIVED = "\"receivedAt\":\"".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] ANSWER =
            "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private static final Receipts receipts = new Receipts();

    public static void main(String[] args) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        System.out.println("listening");
        while (true) {
            selector.select(receipts.toWait());
            for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
                SelectionKey key = keys.next();
                keys.remove();
                if (key.isAcceptable()) {
                    SocketChannel client = server.accept();
                    client.configureBlocking(false);
                    client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(16_384));
                } else {
                    read(key);
                }
            }
        }
    }

    private static void read(SelectionKey key) {
        SocketChannel client = (SocketChannel) key.channel();
        ByteBuffer buffer = (ByteBuffer) key.attachment();
        try {
            if (client.read(buffer) < 0) {
                client.close();
                return;
            }
            byte[] bytes = buffer.array();
            int head = headEnd(bytes, buffer.position());
            if (head < 0 || buffer.position() < head + Integer.parseInt(text(bytes, LENGTH, 0, head, '\r'))) {
                return;
            }
            take(bytes, head, buffer.position());
            // The client sends no second request before the answer to the first.
            buffer.clear();
            ByteBuffer answer = ByteBuffer.wrap(ANSWER);
            while (answer.hasRemaining()) {
                client.write(answer);
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    private static int headEnd(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private static void take(byte[] bytes, int from, int to) {
        receipts.take(
                text(bytes, SUBJECT, from, to, '"'),
                Long.parseLong(text(bytes, SEQUENCE, from, to, '"')),
                text(bytes, RECEIVED, from, to, '"'));
    }

    /** What stands after some bytes, up to a character. */
    private static String text(byte[] bytes, byte[] before, int from, int to, char end) {
        for (int i = from; i < to - before.length; i++) {
            int j = 0;
            while (j < before.length && (bytes[i + j] | (bytes[i + j] >= 'A' && bytes[i + j] <= 'Z' ? 32 : 0))
                    == (before[j] | (before[j] >= 'A' && before[j] <= 'Z' ? 32 : 0))) {
                j++;
            }
            if (j == before.length) {
                int start = i + j;
                int stop = start;
                while (stop < to && bytes[stop] != end) {
                    stop++;
                }
                return new String(bytes, start, stop - start, StandardCharsets.ISO_8859_1);
            }
        }
        throw new IllegalArgumentException("Without " + new String(before, StandardCharsets.ISO_8859_1));
    }
}

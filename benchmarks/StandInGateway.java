import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gateway that answers each call for any instance at once, all on one thread:
 * {@code java StandInGateway.java PORT [INSTANCES]}, where so many instances are an account's.
 * Every second it prints how many connections are open and how many calls of each kind came in that second.
 */
public final class StandInGateway {

    private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PAGE = Pattern.compile("^GET /instances\\?page=(\\d+)&pageSize=(\\d+) ");
    private static final ByteBuffer CONNECTED = answer("{\"connected\":true,\"session\":true,\"smartphoneConnected\":true,"
            + "\"error\":\"You are already connected.\"}");
    private static final ByteBuffer YES = answer("{\"value\":true}");

    private static final String OTHER_URL =
            "https://systems.of.the.customer.example.com/integrations/whatsapp/gateway/callbacks/of/another/kind";

    private static final Map<String, String> callbackUrls = new HashMap<>();

    private static int instancesOfTheAccount;
    private static int connections;
    private static int status;
    private static int me;
    private static int put;
    private static int list;

    public static void main(String[] args) throws IOException {
        instancesOfTheAccount = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        System.out.println("listening " + server.socket().getLocalPort());
        long next = System.nanoTime() + 1_000_000_000L;
        while (true) {
            long left = (next - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                System.out.println("second " + connections + " " + status + " " + me + " " + put + " " + list);
                status = 0;
                me = 0;
                put = 0;
                list = 0;
                next += 1_000_000_000L;
                continue;
            }
            selector.select(left);
            for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
                SelectionKey key = keys.next();
                keys.remove();
                if (key.isAcceptable()) {
                    SocketChannel client = server.accept();
                    client.configureBlocking(false);
                    client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(16_384));
                    connections++;
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
                close(client);
                return;
            }
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return;
            }
            Matcher length = LENGTH.matcher(text.substring(0, head));
            if (length.find() && text.length() < head + 4 + Integer.parseInt(length.group(1))) {
                return;
            }
            // The client sends no second request before the answer to the first.
            buffer.clear();
            ByteBuffer answer = answerTo(text.substring(0, text.indexOf("\r\n")), text.substring(head + 4)).duplicate();
            while (answer.hasRemaining()) {
                client.write(answer);
            }
        } catch (IOException e) {
            close(client);
        }
    }

    private static ByteBuffer answerTo(String line, String body) {
        Matcher page = PAGE.matcher(line);
        if (page.find()) {
            list++;
            return list(Integer.parseInt(page.group(1)), Integer.parseInt(page.group(2)));
        }
        String instance = line.split("/", 4)[2];
        if (line.startsWith("PUT ")) {
            put++;
            callbackUrls.put(instance, body.replaceAll(".*\"value\" *: *\"([^\"]*)\".*", "$1"));
            return YES;
        }
        if (line.contains("/me ")) {
            me++;
            String url = callbackUrls.getOrDefault(instance, "");
            return answer("{\"id\":\"" + instance + "\",\"connectedCallbackUrl\":\"" + url
                    + "\",\"disconnectedCallbackUrl\":\"" + url + "\"}");
        }
        status++;
        return CONNECTED;
    }

    /** As much as Z-API shows: a good kilobyte for each instance. */
    private static ByteBuffer list(int page, int size) {
        StringBuilder content = new StringBuilder();
        for (int i = (page - 1) * size + 1; i <= Math.min(page * size, instancesOfTheAccount); i++) {
            String id = "%032X".formatted(i);
            String url = callbackUrls.getOrDefault(id, "");
            content.append(content.length() == 0 ? "" : ",")
                    .append("{\"id\":\"" + id + "\",\"token\":\"" + "%032X".formatted(i + 1_000_000) + "\",\"name\":\"Instance "
                            + i + "\",\"due\":1924905600000,\"paymentStatus\":\"PAID\",\"connectedCallbackUrl\":\"" + url
                            + "\",\"disconnectedCallbackUrl\":\"" + url + "\",\"deliveryCallbackUrl\":\"" + OTHER_URL
                            + "\",\"presenceChatCallbackUrl\":\"" + OTHER_URL + "\",\"receivedCallbackUrl\":\"" + OTHER_URL
                            + "\",\"receivedStatusCallbackUrl\":\"" + OTHER_URL
                            + "\",\"messageStatusCallbackUrl\":\"" + OTHER_URL + "\",\"phoneConnected\":true,"
                            + "\"whatsappConnected\":true,\"middleware\":\"web\",\"created\":1580163342000,"
                            + "\"tenant\":\"3B1234567890ABCDEF\",\"autoReadMessage\":false,\"callRejectAuto\":false}");
        }
        return answer("{\"total\":" + instancesOfTheAccount + ",\"totalPage\":"
                + (instancesOfTheAccount + size - 1) / size + ",\"pageSize\":" + size + ",\"page\":" + page
                + ",\"content\":[" + content + "]}");
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            // It is gone.
        }
        connections--;
    }

    private static ByteBuffer answer(String body) {
        return ByteBuffer.wrap(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1));
    }
}

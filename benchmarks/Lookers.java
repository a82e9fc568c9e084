import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at a service as people and programs do who look on. Arguments: its base URL, the password of admin, the file with an
 * instance and its key in each line, its process. Prints a line "NAME VALUE" for each number.
 */
final class Lookers {

    private static final int OF_THE_PAGE = 1_000;
    private static final int STREAMS = 1_000;
    private static final int EVENTS = 20;
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String authorization;
    private final List<String[]> instances = new ArrayList<>();
    private final Path status;

    private Lookers(String[] arguments) throws IOException {
        base = arguments[0];
        authorization =
                "Basic " + Base64.getEncoder().encodeToString(("admin:" + arguments[1]).getBytes());
        for (String line : Files.readAllLines(Path.of(arguments[2]))) {
            instances.add(line.split(" "));
        }
        status = Path.of("/proc", arguments[3], "status");
    }

    public static void main(String[] arguments) throws Exception {
        Lookers lookers = new Lookers(arguments);
        lookers.connect(0, OF_THE_PAGE);
        lookers.firstPage();
        lookers.streams();
        lookers.connect(OF_THE_PAGE, lookers.instances.size());
        lookers.list();
        System.exit(0);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", authorization);
    }

    private HttpRequest callback(int which, String body) {
        String[] instance = instances.get(which);
        return HttpRequest.newBuilder(URI.create(base + "/webhooks/" + instance[0] + "/" + instance[1]))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** Each connected an hour ago, and one of twenty down for a minute. */
    private void connect(int from, int to) throws Exception {
        Semaphore under = new Semaphore(32);
        AtomicInteger refused = new AtomicInteger();
        long now = System.currentTimeMillis();
        for (int i = from; i < to; i++) {
            String connected =
                    "{\"connected\":true,\"phone\":\"55449%08d\",\"momment\":%d}".formatted(i, now - 3_600_000);
            String down = "{\"disconnected\":true,\"error\":\"Device has been disconnected\",\"momment\":%d}"
                    .formatted(now - 60_000);
            HttpRequest first = callback(i, connected);
            HttpRequest second = i % 20 == 0 ? callback(i, down) : null;
            under.acquire();
            client.sendAsync(first, BodyHandlers.discarding())
                    .thenCompose(answer -> answer.statusCode() == 200 && second != null
                            ? client.sendAsync(second, BodyHandlers.discarding())
                            : CompletableFuture.completedFuture(answer))
                    .whenComplete((answer, failure) -> {
                        if (failure != null || answer.statusCode() != 200) {
                            refused.incrementAndGet();
                        }
                        under.release();
                    });
        }
        under.acquire(32);
        if (refused.get() > 0) {
            throw new IllegalStateException(refused + " callbacks were not answered 200");
        }
    }

    private int get(String path) throws Exception {
        var answer = client.send(request(path).header("Accept", "text/html").build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + answer.statusCode());
        }
        return answer.body().length;
    }

    /** With all that it is made of, and beside a file that the service only hands out. */
    private void firstPage() throws Exception {
        int size = get("/") + get("/assets/style.css") + get("/assets/console.js")
                + get("/webjars/htmx.org/dist/htmx.min.js") + get("/webjars/htmx-ext-sse/sse.js");
        System.out.println("page_kib " + size / 1024);
        for (int i = 0; i < 1_000; i++) {
            get("/");
            get("/assets/style.css");
        }
        long[] page = new long[500];
        long[] file = new long[page.length];
        for (int i = 0; i < page.length; i++) {
            long begin = System.nanoTime();
            get("/");
            page[i] = System.nanoTime() - begin;
            begin = System.nanoTime();
            get("/assets/style.css");
            file[i] = System.nanoTime() - begin;
        }
        tell("page", page);
        tell("file", file);
    }

    private static void tell(String name, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf("%s_p50_ms %.2f%n", name, nanos[nanos.length / 2] / 1e6);
        System.out.printf("%s_p95_ms %.2f%n", name, nanos[nanos.length * 95 / 100] / 1e6);
    }

    private long residentKilobytes() throws IOException {
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("No VmRSS in " + status);
    }

    /** A thousand look on; then something happens, again and again. */
    private void streams() throws Exception {
        long before = residentKilobytes();
        AtomicInteger open = new AtomicInteger();
        AtomicLongArray seenAt = new AtomicLongArray(EVENTS);
        AtomicInteger[] seen = new AtomicInteger[EVENTS];
        AtomicLong slowest = new AtomicLong();
        Arrays.setAll(seen, i -> new AtomicInteger());
        for (int i = 0; i < STREAMS; i++) {
            client.sendAsync(
                    request("/api/events").header("Accept", "text/event-stream").build(),
                    BodyHandlers.fromLineSubscriber(new Flow.Subscriber<String>() {
                        @Override
                        public void onSubscribe(Flow.Subscription subscription) {
                            open.incrementAndGet();
                            subscription.request(Long.MAX_VALUE);
                        }

                        @Override
                        public void onNext(String line) {
                            int at = line.indexOf("\"error\":\"stream-");
                            if (at > 0) {
                                int which = Integer.parseInt(line.substring(at + 16, line.indexOf('"', at + 16)));
                                if (seen[which].incrementAndGet() == STREAMS) {
                                    seenAt.set(which, System.nanoTime());
                                }
                            }
                        }

                        @Override
                        public void onError(Throwable failure) {
                            throw new IllegalStateException(failure);
                        }

                        @Override
                        public void onComplete() {
                            throw new IllegalStateException("A stream ended");
                        }
                    }));
        }
        while (open.get() < STREAMS) {
            Thread.sleep(50);
        }
        Thread.sleep(10_000);
        for (int i = 0; i < EVENTS; i++) {
            long begin = System.nanoTime();
            String body = "{\"disconnected\":true,\"error\":\"stream-%d\",\"momment\":%d}"
                    .formatted(i, System.currentTimeMillis());
            client.send(callback(1 + i * 20, body), BodyHandlers.discarding());
            while (seenAt.get(i) == 0 && System.nanoTime() - begin < 10_000_000_000L) {
                Thread.sleep(1);
            }
            long took = seenAt.get(i) == 0 ? Long.MAX_VALUE / 2 : seenAt.get(i) - begin;
            slowest.accumulateAndGet(took, Math::max);
        }
        System.out.printf("streams_slowest_ms %.0f%n", slowest.get() / 1e6);
        System.out.printf("streams_more_mb %.1f%n", (residentKilobytes() - before) / 1024.0);
    }

    /** Page after page; what a program does with them is its own time. */
    private void list() throws Exception {
        long[] took = new long[7];
        List<String> pages = new ArrayList<>();
        for (int i = 0; i < took.length; i++) {
            pages.clear();
            long begin = System.nanoTime();
            String next = "";
            while (next != null) {
                String page = client.send(
                                request("/api/instances?limit=1000&cursor=" + next).build(), BodyHandlers.ofString())
                        .body();
                pages.add(page);
                Matcher matcher = NEXT.matcher(page.substring(page.lastIndexOf("\"next\"")));
                next = matcher.find() ? matcher.group(1) : null;
            }
            took[i] = System.nanoTime() - begin;
        }
        Arrays.sort(took);
        System.out.println("listed "
                + pages.stream()
                        .mapToInt(page -> page.split("\"id\":", -1).length - 1)
                        .sum());
        System.out.printf("list_ms %.0f%n", took[took.length / 2] / 1e6);
    }
}

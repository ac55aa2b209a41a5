// SPDX-License-Identifier: Apache-2.0

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client of the watch benchmark, in a process of its own. One file, run by the source launcher:
 * {@code java WatchBenchmark.java watch|ledger PORT TOKEN-FILE COUNT}.
 */
public final class WatchBenchmark {
    private static final int CHANGES = 300;
    private static final int WARM_UP = 300;
    private static final Pattern MARK = Pattern.compile("mark-(\\d+)");

    private final int port;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The change under way: who has not seen it yet, and when the last one did. */
    private record Round(long number, CountDownLatch missing, AtomicLong lastNanos) {}

    private final AtomicLong cutOff = new AtomicLong();
    private final AtomicReference<Round> round = new AtomicReference<>(new Round(0, new CountDownLatch(0), new AtomicLong()));

    private WatchBenchmark(int port, String token) {
        this.port = port;
        this.token = token;
    }

    public static void main(String[] args) throws Exception {
        WatchBenchmark benchmark =
                new WatchBenchmark(Integer.parseInt(args[1]), Files.readString(Path.of(args[2])).strip());
        if (args[0].equals("watch")) {
            benchmark.watch(Integer.parseInt(args[3]));
        } else {
            benchmark.ledger(Integer.parseInt(args[3]));
        }
        System.exit(0);
    }

    /** From just before a change is sent until the last of the watchers has it. */
    private void watch(int watchers) throws Exception {
        CountDownLatch synced = new CountDownLatch(watchers);
        for (int i = 0; i < watchers; i++) {
            Thread.ofVirtual().start(() -> follow(synced));
            if (i % 100 == 99) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        if (!synced.await(120, TimeUnit.SECONDS)) {
            throw new IllegalStateException(synced.getCount() + " watchers did not connect, " + cutOff + " were cut off");
        }
        double[] millis = new double[CHANGES];
        for (int i = -WARM_UP; i < CHANGES; i++) {
            Round next = new Round(i + WARM_UP + 1, new CountDownLatch(watchers), new AtomicLong());
            round.set(next);
            long begin = System.nanoTime();
            put("bench", "mark-" + next.number());
            if (!next.missing().await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(next.missing().getCount() + " watchers did not see change " + next.number());
            }
            if (i >= 0) {
                millis[i] = (next.lastNanos().get() - begin) / 1e6;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        Arrays.sort(millis);
        System.out.printf("%d watchers: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n", watchers, millis[CHANGES / 2], millis[CHANGES * 99 / 100], millis[CHANGES - 1]);
        System.out.printf("RESULT watch.p99_ms%s %.1f ms%n", watchers == 1_000 ? "" : "_" + watchers, millis[CHANGES * 99 / 100]);
    }

    private void follow(CountDownLatch synced) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("GET /api/v1/watch?kind=Environment HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1_024);
            boolean put = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    put = line.endsWith("put");
                    if (line.endsWith("synced")) {
                        synced.countDown();
                    }
                } else if (put && line.startsWith("data: ")) {
                    seen(line);
                }
            }
        } catch (IOException e) {
            cutOff.incrementAndGet();
        }
    }

    private void seen(String data) {
        Matcher mark = MARK.matcher(data);
        Round current = round.get();
        if (mark.find() && Long.parseLong(mark.group(1)) == current.number()) {
            current.lastNanos().accumulateAndGet(System.nanoTime(), Math::max);
            current.missing().countDown();
        }
    }

    private void put(String name, String description) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/resources/Environment/" + name))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .PUT(BodyPublishers.ofString("{\"spec\": {\"description\": \"" + description + "\"}}"))
                .build();
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IllegalStateException("status " + status);
        }
    }

    /** Change sets of one change a second, by 16 writers; the best of three runs of ten seconds is no figure, their median is. */
    private void ledger(int writers) throws Exception {
        apply(writers, 40);
        double[] rates = new double[3];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = apply(writers, 10);
        }
        System.out.println(writers + " writers, changes a second: " + Arrays.toString(rates));
        Arrays.sort(rates);
        System.out.printf("RESULT ledger.applies_per_second %.0f 1/s%n", rates[1]);
    }

    private double apply(int writers, int seconds) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            String name = "writer-" + i;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    while (System.nanoTime() < end) {
                        put(name, Long.toString(done.incrementAndGet()) + " " + System.nanoTime());
                    }
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return done.get() / (double) seconds;
    }
}

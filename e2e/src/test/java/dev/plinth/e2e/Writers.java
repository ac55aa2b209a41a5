// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many who apply changes at once, some of them wrong, and remember what was acknowledged: message, position and number of changes. A
 * change whose answer never came may have happened or not.
 */
final class Writers implements AutoCloseable {
    private static final Pattern CHANGE_SET = Pattern.compile("\"changeSet\":(\\d+)");

    private final List<Plinth> cores;
    private final int restMillis;
    private final BooleanSupplier enough;
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicReference<String> wrong = new AtomicReference<>("");
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** What the core promised to keep. */
    record Acknowledged(long position, int changes) {}

    /**
     * @param restMillis how long each rests between changes
     * @param enough asked before each change
     */
    Writers(int count, List<Plinth> cores, int restMillis, BooleanSupplier enough) {
        this.cores = cores;
        this.restMillis = restMillis;
        this.enough = enough;
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().start(() -> write(number)));
        }
    }

    private void write(int writer) {
        Random random = new Random(writer);
        for (int n = 0; !stopping && !enough.getAsBoolean(); n++) {
            String message = "w" + writer + "-" + n;
            Plinth core = cores.get(random.nextInt(cores.size()));
            try {
                boolean bad = random.nextInt(10) == 0;
                HttpResponse<String> answer = core.apply(documents(writer, n, random, bad), message);
                note(message, answer, bad);
                rest(restMillis);
            } catch (IOException e) {
                unanswered.incrementAndGet();
                rest(50);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void note(String message, HttpResponse<String> answer, boolean bad) {
        int status = answer.statusCode();
        if (status == 200 && !bad) {
            long position = answer.headers().firstValueAsLong("Plinth-Position").orElseThrow();
            Matcher first = CHANGE_SET.matcher(answer.body());
            int changes = first.find() ? (int) (position - Long.parseLong(first.group(1)) + 1) : 0;
            acknowledged.put(message, new Acknowledged(position, changes));
        } else if (status == 422 && bad) {
            refused.incrementAndGet();
        } else if (status == 503) {
            unanswered.incrementAndGet();
            rest(50);
        } else {
            wrong.set(status + " for " + message + (bad ? " (bad)" : "") + ": " + answer.body());
        }
    }

    private static void rest(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** 1 to 50 resources of this writer; a bad set ends with one that cannot be, so that none of them may happen. */
    private static String documents(int writer, int n, Random random, boolean bad) {
        int count = 1 + random.nextInt(50);
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            documents.add("""
                    {"kind": "Environment", "name": "w%d-%d", "spec": {"description": "%s"}}""".formatted(writer, i, bad ? "must never be seen" : n + " " + random.nextLong()));
        }
        if (bad) {
            documents.add(
                    switch (random.nextInt(3)) {
                        case 0 -> "{\"kind\": \"Environment\", \"name\": \"bad\", \"spec\": {\"nothing\": 1}}";
                        case 1 ->
                            "{\"kind\": \"RoleBinding\", \"name\": \"bad\", \"spec\": {\"role\": \"none\", \"subjects\": [\"x\"]}}";
                        default -> "{\"kind\": \"Environment\", \"name\": \"BAD\", \"spec\": {}}";
                    });
        }
        return "[" + String.join(",", documents) + "]";
    }

    Map<String, Acknowledged> acknowledged() {
        return acknowledged;
    }

    long refused() {
        return refused.get();
    }

    long unanswered() {
        return unanswered.get();
    }

    /** An answer that should not have been; empty if there was none. */
    String wrong() {
        return wrong.get();
    }

    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() {
        stopping = true;
        try {
            join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

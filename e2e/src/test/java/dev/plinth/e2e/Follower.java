// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Watches one installation or several that share an engine, comes back after every cut with the id of the last event it saw, and
 * notes the number of every change it is told, in the order in which it is told.
 */
final class Follower implements AutoCloseable {
    private static final Pattern LIVE = Pattern.compile("\"kind\":\"(Core|Gateway|Instance|JsonWebKey|Revocation)\"");
    private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)");

    private final List<Plinth> cores;
    private final List<Long> seen = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile long last;
    private volatile long startedAt = -1;
    private volatile InputStream open = InputStream.nullInputStream();
    private String lastId = "";
    private int connections;

    Follower(List<Plinth> cores) {
        this.cores = cores;
        this.thread = Thread.ofVirtual().start(this::follow);
    }

    private void follow() {
        while (!stopping) {
            try {
                Plinth core = cores.get(ThreadLocalRandom.current().nextInt(cores.size()));
                HttpRequest.Builder request = core.request("/api/v1/watch").timeout(Duration.ofSeconds(5));
                if (!lastId.isEmpty()) {
                    request.header("Last-Event-ID", lastId);
                }
                HttpResponse<InputStream> response = core.http().send(request.build(), BodyHandlers.ofInputStream());
                if (response.statusCode() == 200) {
                    connections++;
                    open = response.body();
                    read(response.body());
                } else if (response.statusCode() == 410) {
                    failures.add("410 after " + last);
                    return;
                }
            } catch (IOException e) {
                // the core is gone; try again, perhaps at another
            } catch (InterruptedException e) {
                return;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(InputStream body) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            String event = "";
            String data = "";
            for (String line = lines.readLine(); line != null && !stopping; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty()) {
                    take(id, event, data);
                    id = "";
                    event = "";
                    data = "";
                }
            }
        }
    }

    private void take(String id, String event, String data) {
        // live items are in no ledger, and have numbers of their own
        boolean live = LIVE.matcher(data).find();
        switch (live ? "" : event) {
            case "state" -> startedAt = Math.max(startedAt, revision(data));
            case "put", "delete" -> {
                last = revision(data);
                seen.add(last);
            }
            default -> {}
        }
        if (!id.isEmpty()) {
            lastId = id;
        }
    }

    /** Without reading all the rest: a hundred thousand events are many. */
    private static long revision(String data) {
        Matcher matcher = REVISION.matcher(data);
        if (!matcher.find()) {
            throw new IllegalStateException("no revision in " + data);
        }
        return Long.parseLong(matcher.group(1));
    }

    /** The last change it was told. */
    long last() {
        return last;
    }

    /** Whether the state was read. */
    boolean started() {
        return startedAt >= 0;
    }

    List<Long> seen() {
        return seen;
    }

    List<String> failures() {
        return failures;
    }

    /** How often it had to connect. */
    int connections() {
        return connections;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            open.close();
            thread.interrupt();
            thread.join(Duration.ofSeconds(10));
        } catch (IOException e) {
            // it is closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

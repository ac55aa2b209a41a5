// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps a live item registered: renews its lease, and registers it again when Plinth has forgotten it. While Plinth is away it keeps
 * trying; who else uses the item goes on with what they know.
 */
public final class Registration implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Registration.class.getName());
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LEASE_SECONDS = 15;
    private static final Duration RENEW_AFTER = Duration.ofSeconds(5);

    private final HttpClient http;
    private final URI uri;
    private final Supplier<String> token;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private ObjectNode body;
    private boolean dirty = true;
    private boolean closed;
    private boolean told;
    private volatile boolean troubled;

    private Registration(URI base, WatchedItem.Key key, ObjectNode spec, Supplier<String> token) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        String env = key.env().isEmpty() ? "" : "?env=" + URLEncoder.encode(key.env(), StandardCharsets.UTF_8);
        this.uri = base.resolve("/api/v1/live/" + key.kind() + "/" + key.name() + env);
        this.token = token;
        this.body = body(spec, false);
        this.thread = Thread.ofVirtual().name("plinth-registration").unstarted(this::keep);
    }

    /** Registers an item and keeps it so until {@link #close}. */
    public static Registration start(URI base, WatchedItem.Key key, ObjectNode spec, Supplier<String> token) {
        Registration registration = new Registration(base, key, spec, token);
        registration.thread.start();
        return registration;
    }

    private static ObjectNode body(ObjectNode spec, boolean draining) {
        ObjectNode body = JSON.createObjectNode()
                .put("state", draining ? "draining" : "up")
                .put("leaseSeconds", LEASE_SECONDS);
        body.set("spec", spec);
        return body;
    }

    /** Tells something new of it, soon; when it could not be told the last time, this is tried again at once, new or not. */
    public void update(ObjectNode spec) {
        change(body(spec, "draining".equals(body.path("state").asString())));
    }

    /** Tells that it wants nothing new. */
    public void drain() {
        change(body((ObjectNode) body.path("spec"), true));
    }

    /** Tells that it takes new work again. */
    public void resume() {
        change(body((ObjectNode) body.path("spec"), false));
    }

    /** Whether Plinth knows what was last told. */
    public boolean isTold() {
        lock.lock();
        try {
            return !dirty && told;
        } finally {
            lock.unlock();
        }
    }

    private void change(ObjectNode wanted) {
        lock.lock();
        try {
            if (troubled || !wanted.equals(body)) {
                body = wanted;
                dirty = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        Backoff backoff = new Backoff();
        try {
            while (true) {
                ObjectNode wanted;
                lock.lock();
                try {
                    if (closed) {
                        return;
                    }
                    wanted = body;
                    told &= !dirty;
                    dirty = false;
                } finally {
                    lock.unlock();
                }
                if (put(wanted)) {
                    tell();
                    backoff.reset();
                    waitForNews(RENEW_AFTER.toNanos());
                } else {
                    waitForNews(backoff.nextNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        lock.lock();
        try {
            told = true;
        } finally {
            lock.unlock();
        }
    }

    private void waitForNews(long atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost;
            while (!dirty && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A put that changes nothing renews the lease and causes no event. */
    private boolean put(ObjectNode wanted) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer " + token.get())
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(5))
                    .PUT(HttpRequest.BodyPublishers.ofString(wanted.toString()))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            boolean done = response.statusCode() == 200;
            report(done ? "" : "status " + response.statusCode() + " " + response.body());
            return done;
        } catch (IOException | PlinthException e) {
            report(e.toString());
            return false;
        }
    }

    /** Says it once when it begins and once when it ends. */
    private void report(String problem) {
        if (!problem.isEmpty() && !troubled) {
            LOG.log(Logger.Level.WARNING, "Cannot register at {0}: {1}", uri, problem);
        } else if (problem.isEmpty() && troubled) {
            LOG.log(Logger.Level.INFO, "Registered again at {0}", uri);
        }
        troubled = !problem.isEmpty();
    }

    /** Takes the item down. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        try {
            http.send(
                    HttpRequest.newBuilder(uri)
                            .header("Authorization", "Bearer " + token.get())
                            .timeout(Duration.ofSeconds(2))
                            .DELETE()
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException | PlinthException e) {
            LOG.log(Logger.Level.DEBUG, "It goes down when its lease ends: {0}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

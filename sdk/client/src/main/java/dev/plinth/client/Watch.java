// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.System.Logger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows resources and live items of a Plinth: the state first, then each change once and in order. When the connection breaks, it
 * goes on where it was, at whatever core answers; when Plinth says that this is too long ago, it starts over with the state.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Watch.class.getName());
    private static final Duration HEARTBEAT_LIMIT = Duration.ofSeconds(35);

    private final HttpClient http;
    private final URI uri;
    /** Without the kinds that may be refused. */
    private final URI reducedUri;

    private final Set<String> optional;
    private final Supplier<String> token;
    private final WatchListener listener;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable InputStream open;
    private volatile long lastHeardNanos = System.nanoTime();
    private String position = "";
    private boolean reduced;

    private Watch(
            URI base,
            Set<String> kinds,
            Set<String> optional,
            @Nullable String env,
            Supplier<String> token,
            WatchListener listener) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        Set<String> all = new HashSet<>(kinds);
        all.addAll(optional);
        this.uri = base.resolve("/api/v1/watch" + query(all, env));
        this.reducedUri = base.resolve("/api/v1/watch" + query(kinds, env));
        this.optional = Set.copyOf(optional);
        this.token = token;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("plinth-watch").unstarted(this::follow);
    }

    /**
     * Begins to watch.
     *
     * @param base where Plinth is, as {@code http://127.0.0.1:7070}
     * @param kinds what to watch; empty for all
     * @param env null for all environments
     * @param token asked for a bearer token at every attempt
     * @param listener called by one thread
     */
    public static Watch start(
            URI base, Set<String> kinds, @Nullable String env, Supplier<String> token, WatchListener listener) {
        return start(base, kinds, Set.of(), env, token, listener);
    }

    /**
     * Begins to watch, also where Plinth does not know some of the kinds, or does not let the caller read them.
     *
     * @param kinds what to watch
     * @param optional what to watch besides, if that is possible; where it is not, it is tried again at each new connection
     */
    static Watch start(
            URI base,
            Set<String> kinds,
            Set<String> optional,
            @Nullable String env,
            Supplier<String> token,
            WatchListener listener) {
        Watch watch = new Watch(base, kinds, optional, env, token, listener);
        watch.thread.start();
        return watch;
    }

    private static String query(Set<String> kinds, @Nullable String env) {
        List<String> parameters = new ArrayList<>();
        kinds.stream().sorted().forEach(kind -> parameters.add("kind=" + encoded(kind)));
        if (env != null) {
            parameters.add("env=" + encoded(env));
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void follow() {
        Backoff backoff = new Backoff();
        while (!closed) {
            String problem;
            try {
                problem = connect(backoff);
            } catch (IOException e) {
                problem = e.toString();
            } catch (InterruptedException e) {
                return;
            } catch (PlinthException e) {
                // no token, or the listener could not ask what it needs to know
                problem = String.valueOf(e.getMessage());
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.ERROR, "The listener of the watch failed; starting over with the state", e);
                position = "";
                problem = e.toString();
            }
            try {
                if (!closed) {
                    listener.disconnected(problem);
                    backoff.pause();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private String connect(Backoff backoff) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = request();
        try (InputStream body = response.body()) {
            if (response.statusCode() == 410 || response.statusCode() == 400) {
                position = "";
                return "the position is too old; starting over";
            }
            if (response.statusCode() != 200) {
                return "status " + response.statusCode();
            }
            open = body;
            backoff.reset();
            if (position.isEmpty()) {
                listener.reset();
            } else {
                listener.resumed();
            }
            lastHeardNanos = System.nanoTime();
            Thread guard = Thread.ofVirtual().name("plinth-watch-guard").start(() -> guard(body));
            try {
                read(body);
            } finally {
                guard.interrupt();
                open = null;
            }
            return "the stream ended";
        }
    }

    /** With all kinds if possible, and else without the optional ones. */
    private HttpResponse<InputStream> request() throws IOException, InterruptedException {
        // with kinds that were not there before it has to begin with the state
        HttpResponse<InputStream> all = send(uri, reduced ? "" : position);
        int status = all.statusCode();
        if (optional.isEmpty() || (status != 403 && status != 404)) {
            if (status == 200 && reduced) {
                reduced = false;
                position = "";
            }
            return all;
        }
        all.body().close();
        HttpResponse<InputStream> least = send(reducedUri, position);
        if (least.statusCode() == 200 && !reduced) {
            reduced = true;
            LOG.log(
                    status == 403 ? Logger.Level.WARNING : Logger.Level.DEBUG,
                    "Plinth does not show {0}, going on without: {1}",
                    optional,
                    status == 403 ? "the role app may need a rule for it" : "it does not know it");
        }
        return least;
    }

    private HttpResponse<InputStream> send(URI watched, String since) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(watched)
                .header("Authorization", "Bearer " + token.get())
                .header("Accept", "text/event-stream")
                .timeout(Duration.ofSeconds(15));
        if (!since.isEmpty()) {
            request.header("Last-Event-ID", since);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** A connection that is silent for longer than heartbeats come is dead. */
    private void guard(InputStream body) {
        try {
            while (System.nanoTime() - lastHeardNanos < HEARTBEAT_LIMIT.toNanos()) {
                TimeUnit.SECONDS.sleep(1);
            }
            body.close();
        } catch (InterruptedException | IOException e) {
            // the stream ended in another way
        }
    }

    private void read(InputStream body) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String id = "";
        String event = "";
        String data = "";
        for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
            lastHeardNanos = System.nanoTime();
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty()) {
                try {
                    take(event, data);
                } catch (PlinthException e) {
                    position = "";
                    throw e;
                }
                if (!id.isEmpty()) {
                    position = id;
                }
                id = "";
                event = "";
                data = "";
            }
        }
    }

    private void take(String event, String data) {
        switch (event) {
            case "state", "put" -> listener.put(WatchedItem.parse(data));
            case "delete" -> listener.delete(WatchedItem.parse(data));
            case "synced" -> listener.synced();
            default -> {}
        }
    }

    @Override
    public void close() {
        closed = true;
        InputStream body = open;
        try {
            if (body != null) {
                body.close();
            }
        } catch (IOException e) {
            // it is closed
        }
        thread.interrupt();
    }
}

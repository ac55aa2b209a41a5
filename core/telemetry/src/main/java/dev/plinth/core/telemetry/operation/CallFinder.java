// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.operation;

import dev.plinth.core.telemetry.operation.Series.Call;
import dev.plinth.core.telemetry.operation.Series.Counted;
import dev.plinth.core.telemetry.operation.Series.Party;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Finds who called whom in spans as they come in. A server's span whose parent is a client's of another service is a call between the two; a
 * client's that nobody answers within some seconds called the peer that it names. Databases and topics answer with no spans: who names one has called
 * it.
 *
 * <p>Spans of a trace come to the same place, so the two find each other here. Those that wait are forgotten when the process ends.
 */
final class CallFinder {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST = 200_000;

    private final BiConsumer<Call, Counted> found;
    private final Map<Key, Waiting> clients = new HashMap<>();
    private final Map<Key, List<Waiting>> servers = new HashMap<>();
    private final ArrayDeque<Waiting> byAge = new ArrayDeque<>();

    /** @param found is told of each call, with the span that says how long it took and whether it failed */
    CallFinder(BiConsumer<Call, Counted> found) {
        this.found = found;
    }

    private record Key(long traceHigh, long traceLow, long span) {}

    private static final class Waiting {
        private final Counted span;
        private final long sinceNanos;
        private boolean met;

        Waiting(Counted span, long sinceNanos) {
            this.span = span;
            this.sinceNanos = sinceNanos;
        }
    }

    void see(Counted span, long nowNanos) {
        Party self = Party.service(span.operation().service(), span.operation().env());
        Party peer = span.peer();
        String kind = span.operation().kind();
        if (peer != null && peer.kind().equals("topic")) {
            switch (kind) {
                case "producer" -> found.accept(new Call(self, peer), span);
                case "consumer" -> found.accept(new Call(peer, self), span);
                default -> {
                    // asks of topics, and neither sends nor reads
                }
            }
        } else if (peer != null && (kind.equals("server") || peer.kind().equals("database"))) {
            // a gateway knows whom it asked
            found.accept(new Call(self, peer), span);
        } else if (kind.equals("client")) {
            client(span, nowNanos);
        } else if (kind.equals("server") || kind.equals("consumer")) {
            server(span, nowNanos);
        }
    }

    private void client(Counted span, long nowNanos) {
        Waiting client = new Waiting(span, nowNanos);
        List<Waiting> answers = servers.get(key(span, span.id()));
        if (answers != null) {
            answers.forEach(answer -> meet(client, answer));
        }
        clients.put(key(span, span.id()), client);
        byAge.add(client);
        forget(nowNanos);
    }

    private void server(Counted span, long nowNanos) {
        Waiting server = new Waiting(span, nowNanos);
        // the way of B3: both have the same id
        Waiting client = clients.get(key(span, span.id()));
        if (client == null && span.parent() != 0) {
            client = clients.get(key(span, span.parent()));
        }
        if (client != null) {
            meet(client, server);
            return;
        }
        servers.computeIfAbsent(key(span, span.id()), key -> new ArrayList<>(1)).add(server);
        if (span.parent() != 0) {
            servers.computeIfAbsent(key(span, span.parent()), key -> new ArrayList<>(1))
                    .add(server);
        }
        byAge.add(server);
        forget(nowNanos);
    }

    private void meet(Waiting client, Waiting server) {
        if (server.met) {
            return;
        }
        client.met = true;
        server.met = true;
        Party from = party(client.span);
        Party to = party(server.span);
        if (!from.name().equals(to.name())) {
            found.accept(new Call(from, to), server.span.error() ? client.span.failed() : client.span);
        }
    }

    private static Party party(Counted span) {
        return Party.service(span.operation().service(), span.operation().env());
    }

    private static Key key(Counted span, long id) {
        return new Key(span.traceHigh(), span.traceLow(), id);
    }

    /** Those that have waited long enough. */
    void forget(long nowNanos) {
        while (!byAge.isEmpty()
                && (byAge.size() > MOST || nowNanos - byAge.getFirst().sinceNanos > PATIENCE.toNanos())) {
            Waiting oldest = byAge.removeFirst();
            Counted span = oldest.span;
            clients.remove(key(span, span.id()), oldest);
            drop(key(span, span.id()), oldest);
            drop(key(span, span.parent()), oldest);
            Party peer = span.peer();
            if (!oldest.met && peer != null) {
                found.accept(new Call(party(span), peer), span);
            }
        }
    }

    private void drop(Key key, Waiting server) {
        List<Waiting> waiting = servers.get(key);
        if (waiting != null && waiting.remove(server) && waiting.isEmpty()) {
            servers.remove(key);
        }
    }
}

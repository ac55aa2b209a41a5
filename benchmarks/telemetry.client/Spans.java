// SPDX-License-Identifier: Apache-2.0

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Spans in Zipkin's JSON, encoded beforehand. A trace has eight spans of four services; each service reports its own, those of a hundred
 * traces at a time. Ids and times are written over a copy when it is sent.
 */
final class Spans {
    static final int PER_TRACE = 8;
    static final int SERVICES = 4;

    private static final int TRACES = 100;
    private static final int VARIANTS = 16;
    /** Far from the numbers that trace ids are made of. */
    private static final long SPAN_IDS = 1L << 40;

    private final long firstMicros;
    private final List<List<Body>> variants = new ArrayList<>();

    /** One span of the trace: whose, below which (-1 for none), what, and when it begins and how long it takes, in microseconds. */
    private record Kind(int service, int parent, String kind, String name, int remote, int begin, int duration) {}

    private static final String[] NAMES = {"storefront", "orders", "payments", "catalog", "postgresql"};
    private static final List<Kind> KINDS = List.of(
            new Kind(0, -1, "SERVER", "post /checkout", -1, 0, 42_000),
            new Kind(0, 0, "CLIENT", "post", 1, 900, 40_000),
            new Kind(1, 1, "SERVER", "post /orders", -1, 1_400, 39_000),
            new Kind(1, 2, "CLIENT", "get", 3, 2_000, 6_000),
            new Kind(3, 3, "SERVER", "get /items/{id}", -1, 2_300, 5_200),
            new Kind(1, 2, "CLIENT", "post", 2, 9_000, 28_000),
            new Kind(2, 5, "SERVER", "post /payments", -1, 9_500, 27_000),
            new Kind(2, 6, "CLIENT", "insert payments", 4, 12_000, 8_000));

    private record Place(int trace, int kind, int traceId, int id, int parentId, int micros) {}

    private record Body(byte[] bytes, List<Place> places) {}

    Spans(long firstMicros) {
        this.firstMicros = firstMicros;
        Random random = new Random(11);
        for (int i = 0; i < VARIANTS; i++) {
            List<Body> bodies = new ArrayList<>();
            for (int service = 0; service < SERVICES; service++) {
                bodies.add(body(service, random));
            }
            variants.add(bodies);
        }
    }

    /** Of {@link #SERVICES} batches. */
    static int perRound() {
        return TRACES * PER_TRACE;
    }

    byte[] batch(long number) {
        long round = number / SERVICES;
        Body from = variants.get((int) (round % VARIANTS)).get((int) (number % SERVICES));
        byte[] bytes = from.bytes().clone();
        for (Place place : from.places()) {
            long trace = round * TRACES + place.trace();
            Bytes.hex16(bytes, place.traceId(), Bytes.mixed(2 * trace));
            Bytes.hex16(bytes, place.traceId() + 16, Bytes.mixed(2 * trace + 1));
            Bytes.hex16(bytes, place.id(), id(trace, place.kind()));
            if (place.parentId() > 0) {
                Bytes.hex16(bytes, place.parentId(), id(trace, KINDS.get(place.kind()).parent()));
            }
            Bytes.decimal(bytes, place.micros(), 16, firstMicros + trace * 1_600 + KINDS.get(place.kind()).begin());
        }
        return bytes;
    }

    private static long id(long trace, int kind) {
        return Bytes.mixed(SPAN_IDS + trace * PER_TRACE + kind);
    }

    private static Body body(int service, Random random) {
        StringBuilder out = new StringBuilder("[");
        List<Place> places = new ArrayList<>();
        for (int trace = 0; trace < TRACES; trace++) {
            for (int kind = 0; kind < KINDS.size(); kind++) {
                if (KINDS.get(kind).service() == service) {
                    out.append(out.length() > 1 ? "," : "");
                    places.add(span(out, trace, kind, random));
                }
            }
        }
        return new Body(out.append(']').toString().getBytes(StandardCharsets.US_ASCII), places);
    }

    private static Place span(StringBuilder out, int trace, int number, Random random) {
        Kind kind = KINDS.get(number);
        int traceId = put(out, "{\"traceId\":\"", "0".repeat(32));
        int id = put(out, "\",\"id\":\"", "0".repeat(16));
        int parentId = kind.parent() < 0 ? 0 : put(out, "\",\"parentId\":\"", "0".repeat(16));
        int micros = put(out, "\",\"kind\":\"" + kind.kind() + "\",\"name\":\"" + kind.name() + "\",\"timestamp\":", "0".repeat(16));
        out.append(",\"duration\":")
                .append(kind.duration() / 2 + random.nextInt(kind.duration()))
                .append(",\"localEndpoint\":")
                .append(endpoint(kind.service()));
        if (kind.remote() >= 0) {
            out.append(",\"remoteEndpoint\":").append(endpoint(kind.remote()));
        }
        if (kind.remote() == 4) {
            out.append(",\"tags\":{\"db.system\":\"postgresql\",\"db.name\":\"payments\",\"db.statement\":\"insert into payments (id, order_id, amount) values (?, ?, ?)\"}}");
        } else {
            out.append(",\"tags\":{\"http.method\":\"")
                    .append(kind.name().startsWith("get") ? "GET" : "POST")
                    .append("\",\"http.path\":\"/")
                    .append(NAMES[kind.remote() < 0 ? kind.service() : kind.remote()])
                    .append('/')
                    .append(random.nextInt(100_000))
                    .append("\",\"http.status_code\":\"")
                    .append(random.nextInt(50) == 0 ? "404" : "200")
                    .append("\",\"customer\":\"")
                    .append(random.nextInt(100_000))
                    .append("\"}}");
        }
        return new Place(trace, number, traceId, id, parentId, micros);
    }

    private static String endpoint(int service) {
        return "{\"serviceName\":\"%s\",\"ipv4\":\"10.0.3.%d\",\"port\":8080}".formatted(NAMES[service], service + 17);
    }

    /** Where the value begins. */
    private static int put(StringBuilder out, String before, String value) {
        out.append(before).append(value);
        return out.length() - value.length();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import dev.plinth.logs.ProtobufReader.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes OTLP's {@code ExportLogsServiceRequest} in protobuf. The order of lines is kept: lines of one logger that follow each other are one
 * {@code ScopeLogs}. Bytes of several requests one after another are one request too, with the lines of all of them.
 */
public final class OtlpLogs {
    /** No line is longer than this with all that belongs to it, but for names: 256 KB. */
    public static final int MAX_LINE = 256 << 10;

    private static final int RESOURCE_LOGS = 1;
    private static final int RESOURCE = 1;
    private static final int SCOPE_LOGS = 2;
    private static final int SCOPE = 1;
    private static final int LOG_RECORDS = 2;

    private OtlpLogs() {}

    /**
     * One request of all these lines.
     *
     * @param resource what all of them share: {@code service.name} and the like
     */
    public static byte[] encode(Map<String, ?> resource, List<LogLine> lines) {
        OtlpRequest request = new OtlpRequest(resource);
        lines.forEach(request::add);
        return request.end();
    }

    /**
     * How many lines a request has.
     *
     * @throws IllegalArgumentException when it is no request
     */
    public static int count(byte[] request) {
        return records(request).size();
    }

    /**
     * A request in two with half the lines each, for one that is too large; the request alone when it has but one line.
     *
     * @throws IllegalArgumentException when it is no request
     */
    public static List<byte[]> halves(byte[] request) {
        List<Found> all = records(request);
        int half = all.size() / 2;
        return half == 0
                ? List.of(request)
                : List.of(together(all.subList(0, half)), together(all.subList(half, all.size())));
    }

    /** A line where it was found, with the resource and scope it belongs to. */
    private record Found(ProtobufWriter resource, ProtobufWriter scope, ProtobufWriter line) {}

    private static List<Found> records(byte[] request) {
        List<Found> found = new ArrayList<>();
        try {
            ProtobufReader reader = new ProtobufReader(request);
            while (reader.next()) {
                if (reader.isBytes(RESOURCE_LOGS)) {
                    ofResource(reader, found);
                }
            }
        } catch (MalformedException e) {
            throw new IllegalArgumentException("request: " + e.getMessage() + " (expected: OTLP's logs)", e);
        }
        return found;
    }

    private static void ofResource(ProtobufReader logs, List<Found> found) throws MalformedException {
        ProtobufWriter resource = allBut(logs.message(), SCOPE_LOGS);
        ProtobufReader reader = logs.message();
        while (reader.next()) {
            if (reader.isBytes(SCOPE_LOGS)) {
                ProtobufWriter scope = allBut(reader.message(), LOG_RECORDS);
                ProtobufReader records = reader.message();
                while (records.next()) {
                    if (records.isBytes(LOG_RECORDS)) {
                        ProtobufWriter line = new ProtobufWriter(256);
                        records.copyTo(line, LOG_RECORDS);
                        found.add(new Found(resource, scope, line));
                    }
                }
            }
        }
    }

    /** The resource, or the scope, with its schema: texts and messages are all they have. */
    private static ProtobufWriter allBut(ProtobufReader reader, int field) throws MalformedException {
        ProtobufWriter rest = new ProtobufWriter(128);
        while (reader.next()) {
            for (int each = RESOURCE; each <= 3; each++) {
                if (each != field && reader.isBytes(each)) {
                    reader.copyTo(rest, each);
                }
            }
        }
        return rest;
    }

    private static byte[] together(List<Found> records) {
        ProtobufWriter request = new ProtobufWriter(4_096);
        for (int from = 0; from < records.size(); ) {
            ProtobufWriter resource = records.get(from).resource();
            ProtobufWriter logs = new ProtobufWriter(4_096);
            logs.append(resource);
            int at = from;
            while (at < records.size() && records.get(at).resource() == resource) {
                ProtobufWriter scope = records.get(at).scope();
                ProtobufWriter run = new ProtobufWriter(4_096);
                run.append(scope);
                for (; at < records.size() && records.get(at).scope() == scope; at++) {
                    run.append(records.get(at).line());
                }
                logs.message(SCOPE_LOGS, run);
            }
            request.message(RESOURCE_LOGS, logs);
            from = at;
        }
        return request.toByteArray();
    }

    static void scope(ProtobufWriter to, byte[] name) {
        to.head(SCOPE, ProtobufWriter.sized(name.length));
        to.bytes(1, name);
    }
}

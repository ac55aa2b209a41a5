// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request in the making, line by line; not for several threads. */
final class OtlpRequest {
    private static final int MAX_NAME = 1 << 10;
    private static final int MAX_ATTRIBUTE = 64 << 10;
    private static final int MAX_ATTRIBUTES = 128 << 10;
    /** With less room than this an attribute is left out and counted: a mark would be all of it. */
    private static final int MIN_ATTRIBUTE = 64;

    private static final int MAX_NAMES = 512;

    private final byte[] resource;
    /** Of loggers, levels and attributes: there are few, and each comes again and again. */
    private final Map<String, byte[]> names = new HashMap<>();

    /** What ends a scope is written here; lines of the scope that is open wait in {@link #run}. */
    private final ProtobufWriter scopes = new ProtobufWriter(16 << 10);

    private final ProtobufWriter run = new ProtobufWriter(16 << 10);
    private final ProtobufWriter line = new ProtobufWriter(1 << 10);
    private @Nullable String scope;
    private int lines;

    OtlpRequest(Map<String, ?> resource) {
        ProtobufWriter attributes = new ProtobufWriter(512);
        resource.forEach(
                (key, value) -> attribute(attributes, 1, Text.utf8(key, MAX_NAME), AnyValue.of(value, MAX_ATTRIBUTE)));
        this.resource = attributes.toByteArray();
    }

    int lines() {
        return lines;
    }

    /** Bytes so far, about. */
    int size() {
        return resource.length + scopes.size() + run.size();
    }

    void add(LogLine added) {
        if (!added.scope().equals(scope)) {
            endScope();
            scope = added.scope();
            if (!added.scope().isEmpty()) {
                OtlpLogs.scope(run, name(added.scope()));
            }
        }
        line.clear();
        write(added);
        run.message(2, line);
        lines++;
    }

    /** The request; a new one begins. */
    byte[] end() {
        endScope();
        ProtobufWriter request = new ProtobufWriter(resource.length + scopes.size() + 32);
        if (lines > 0) {
            request.head(1, ProtobufWriter.sized(resource.length) + scopes.size());
            request.bytes(1, resource);
            request.append(scopes);
        }
        scopes.clear();
        lines = 0;
        return request.toByteArray();
    }

    private byte[] name(String name) {
        byte[] known = names.get(name);
        if (known == null) {
            known = Text.utf8(name, MAX_NAME);
            if (names.size() >= MAX_NAMES) {
                names.clear();
            }
            names.put(name, known);
        }
        return known;
    }

    private void endScope() {
        if (run.size() > 0) {
            scopes.message(2, run);
            run.clear();
        }
        scope = null;
    }

    private void write(LogLine written) {
        if (written.epochNanos() > 0) {
            line.fixed64(1, written.epochNanos());
        }
        if (written.severityNumber() > 0) {
            line.number(2, Math.min(24, written.severityNumber()));
        }
        if (!written.severityText().isEmpty()) {
            line.bytes(3, name(written.severityText()));
        }
        int room = attributes(written.attributes());
        AnyValue body = AnyValue.text(written.body(), OtlpLogs.MAX_LINE - MAX_ATTRIBUTES + room);
        line.head(5, body.size());
        body.write(line);
        id(9, written.traceId(), 16);
        id(10, written.spanId(), 8);
    }

    /** How many bytes they have left of what they may have. */
    private int attributes(Map<String, ?> attributes) {
        int room = MAX_ATTRIBUTES;
        int dropped = 0;
        for (Map.Entry<String, ?> each : attributes.entrySet()) {
            byte[] name = name(each.getKey());
            if (room < name.length + MIN_ATTRIBUTE) {
                dropped++;
                continue;
            }
            AnyValue value = AnyValue.of(each.getValue(), Math.min(room - name.length - MIN_ATTRIBUTE, MAX_ATTRIBUTE));
            attribute(line, 6, name, value);
            room -= name.length + value.size();
        }
        if (dropped > 0) {
            line.number(7, dropped);
        }
        return room;
    }

    private static void attribute(ProtobufWriter to, int field, byte[] name, AnyValue value) {
        to.head(field, ProtobufWriter.sized(name.length) + ProtobufWriter.sized(value.size()));
        to.bytes(1, name);
        to.head(2, value.size());
        value.write(to);
    }

    private void id(int field, @Nullable String hex, int bytes) {
        byte[] id = hex == null ? null : Hex.bytes(hex, bytes);
        if (id != null) {
            line.bytes(field, id);
        }
    }

    /** One of the kinds of values that an attribute has. */
    private interface AnyValue {
        int size();

        void write(ProtobufWriter to);

        static AnyValue of(@Nullable Object value, int limit) {
            if (value instanceof String text) {
                return text(text, limit);
            }
            if (value instanceof Boolean flag) {
                return new Whole(2, flag ? 1 : 0);
            }
            if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
                return new Whole(3, ((Number) value).longValue());
            }
            if (value instanceof Double || value instanceof Float) {
                return new Real(((Number) value).doubleValue());
            }
            if (value instanceof Collection<?> several) {
                return Several.of(several, limit);
            }
            return text(String.valueOf(value), limit);
        }

        static AnyValue text(String text, int limit) {
            return new Words(Text.utf8(text, limit));
        }
    }

    private record Words(byte[] utf8) implements AnyValue {
        @Override
        public int size() {
            return ProtobufWriter.sized(utf8.length);
        }

        @Override
        public void write(ProtobufWriter to) {
            to.bytes(1, utf8);
        }
    }

    private record Whole(int field, long number) implements AnyValue {
        @Override
        public int size() {
            return ProtobufWriter.numberSized(number);
        }

        @Override
        public void write(ProtobufWriter to) {
            to.number(field, number);
        }
    }

    private record Real(double number) implements AnyValue {
        @Override
        public int size() {
            return ProtobufWriter.fixed64Sized();
        }

        @Override
        public void write(ProtobufWriter to) {
            to.fixed64(4, Double.doubleToRawLongBits(number));
        }
    }

    private record Several(ProtobufWriter values) implements AnyValue {
        static Several of(Collection<?> several, int limit) {
            ProtobufWriter values = new ProtobufWriter(128);
            for (Object each : several) {
                if (values.size() >= limit) {
                    break;
                }
                // lists in lists would go as deep as somebody likes
                AnyValue value = each instanceof Collection<?>
                        ? AnyValue.text(each.toString(), limit - values.size())
                        : AnyValue.of(each, limit - values.size());
                values.head(1, value.size());
                value.write(values);
            }
            return new Several(values);
        }

        @Override
        public int size() {
            return ProtobufWriter.sized(values.size());
        }

        @Override
        public void write(ProtobufWriter to) {
            to.message(5, values);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.operation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is counted by itself. */
public sealed interface Series {
    /** Characters of a label: all of a series together have to fit into a row of an index. */
    int MAX_LABEL = 180;

    /** Its name in the database. */
    String what();

    /** What tells it from others of its sort, in a fixed order. */
    List<String> labels();

    static Series of(String what, List<String> labels) {
        return what.equals(Operation.WHAT) ? Operation.of(labels) : Call.of(labels);
    }

    /**
     * Spans of one name.
     *
     * @param env empty when the service does not say
     * @param kind server, client, producer, consumer or internal
     */
    record Operation(String service, String env, String name, String kind) implements Series {
        static final String WHAT = "operation";

        public Operation {
            service = label(service);
            env = label(env);
            name = label(name);
        }

        @Override
        public String what() {
            return WHAT;
        }

        @Override
        public List<String> labels() {
            return List.of(service, env, name, kind);
        }

        private static Operation of(List<String> labels) {
            return new Operation(labels.get(0), labels.get(1), labels.get(2), labels.get(3));
        }
    }

    /** Calls of one to another. */
    record Call(Party from, Party to) implements Series {
        static final String WHAT = "call";

        @Override
        public String what() {
            return WHAT;
        }

        @Override
        public List<String> labels() {
            return List.of(from.kind, from.name, from.env, to.kind, to.name, to.env);
        }

        private static Call of(List<String> labels) {
            return new Call(
                    new Party(labels.get(0), labels.get(1), labels.get(2)),
                    new Party(labels.get(3), labels.get(4), labels.get(5)));
        }
    }

    /**
     * Who calls or is called.
     *
     * @param kind service, database, topic or external
     * @param env of a service; empty for others, and when it is not known
     */
    record Party(String kind, String name, String env) {
        static final String SERVICE = "service";

        public Party {
            name = label(name);
            env = label(env);
        }

        public boolean isService() {
            return kind.equals(SERVICE);
        }

        static Party service(String name, String env) {
            return new Party(SERVICE, name, env);
        }
    }

    /** As the database can keep and find it: without its end when it is long, and without what is no character of a text there. */
    private static String label(String said) {
        String label = said.indexOf(0) < 0 ? said : said.replace('\0', '\uFFFD');
        if (label.length() <= MAX_LABEL) {
            return label;
        }
        return label.substring(0, Character.isHighSurrogate(label.charAt(MAX_LABEL - 1)) ? MAX_LABEL - 1 : MAX_LABEL);
    }

    /** Spans of a name that is one too many. */
    static Operation others(Operation operation) {
        return new Operation(operation.service(), operation.env(), "(other)", operation.kind());
    }

    /** A span as far as it is counted. Ids are as long as they are; no parent is 0. */
    record Counted(
            Operation operation,
            long traceHigh,
            long traceLow,
            long id,
            long parent,
            long endMillis,
            long nanos,
            boolean error,
            boolean kept,
            @Nullable Party peer) {
        Counted failed() {
            return new Counted(operation, traceHigh, traceLow, id, parent, endMillis, nanos, true, kept, peer);
        }

        Counted endingAt(long millis) {
            return new Counted(operation, traceHigh, traceLow, id, parent, millis, nanos, error, kept, peer);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;

/**
 * Sends numbered batches over several connections, each as soon as a connection is free and it is due. A batch that is refused for now, or gets
 * no answer, is sent again. What was acknowledged is remembered.
 */
final class Sending {
    private final int port;
    private final Authorization authorization;
    private final int connections;
    private final boolean[] acknowledged;

    private final AtomicLong next = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong lastNanos = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private long beginNanos;
    private long endNanos;
    private double perSecond;

    /** A body with where it goes. */
    record Request(String path, String type, byte[] body) {}

    /** The header of that name; empty for none. */
    interface Authorization {
        String header() throws IOException;
    }

    Sending(int port, Authorization authorization, int connections, int maxBatches) {
        this.port = port;
        this.authorization = authorization;
        this.connections = connections;
        this.acknowledged = new boolean[maxBatches];
    }

    /**
     * Returns after the last answer.
     *
     * @param batchesPerSecond 0 for as fast as they are taken
     * @param limitSeconds after which nothing is sent any more
     */
    Sending run(LongFunction<Request> batches, double batchesPerSecond, double limitSeconds) throws Exception {
        perSecond = batchesPerSecond;
        beginNanos = System.nanoTime();
        endNanos = beginNanos + (long) (limitSeconds * 1e9);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofPlatform().start(new Lane(batches)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return this;
    }

    /** One connection. */
    private final class Lane implements Runnable {
        private final LongFunction<Request> batches;
        private Connection connection;

        Lane(LongFunction<Request> batches) {
            this.batches = batches;
        }

        @Override
        public void run() {
            try {
                for (long number = next.getAndIncrement(); number < acknowledged.length; number = next.getAndIncrement()) {
                    if (!isDue(number)) {
                        break;
                    }
                    send(number);
                }
            } catch (IOException | InterruptedException | RuntimeException e) {
                failure.compareAndSet(null, e);
            } finally {
                disconnect();
            }
        }

        private boolean isDue(long number) throws InterruptedException {
            if (perSecond > 0) {
                long wait = beginNanos + (long) (number / perSecond * 1e9) - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                }
            }
            return System.nanoTime() < endNanos && failure.get() == null;
        }

        private void send(long number) throws IOException, InterruptedException {
            Request request = batches.apply(number);
            while (System.nanoTime() < endNanos && failure.get() == null) {
                if (isTaken(request)) {
                    acknowledged[(int) number] = true;
                    lastNanos.accumulateAndGet(System.nanoTime(), Math::max);
                    return;
                }
            }
        }

        private boolean isTaken(Request request) throws IOException, InterruptedException {
            String header = authorization.header();
            Connection.Answer answer;
            try {
                if (connection == null) {
                    connection = new Connection(port);
                }
                answer = connection.post(request.path(), request.type(), header, request.body());
            } catch (IOException e) {
                unanswered.incrementAndGet();
                disconnect();
                Thread.sleep(200);
                return false;
            }
            if (answer.last()) {
                disconnect();
            }
            if (answer.status() == 503 || answer.status() == 429) {
                if (refused.incrementAndGet() == 1) {
                    System.out.println("  refused: " + answer.text().replaceAll("[^ -~]+", " ").strip());
                }
                long left = endNanos - System.nanoTime();
                Thread.sleep(Math.clamp(answer.retryAfter() * 1_000L, 100, Math.max(100, left / 1_000_000)));
                return false;
            }
            // an acknowledgement of OTLP has a body only when some of it was rejected
            if (answer.status() >= 300 || answer.body().length > 0) {
                throw new IOException(request.path() + " is answered with " + answer.text());
            }
            return true;
        }

        private void disconnect() {
            try {
                if (connection != null) {
                    connection.close();
                }
            } catch (IOException e) {
                // it is gone
            }
            connection = null;
        }
    }

    boolean isAcknowledged(int batch) {
        return acknowledged[batch];
    }

    long acknowledged() {
        long sum = 0;
        for (boolean each : acknowledged) {
            sum += each ? 1 : 0;
        }
        return sum;
    }

    /** Requests that were told to come back. */
    long refused() {
        return refused.get();
    }

    /** Requests of which nobody knows whether they were taken; only these may be there twice. */
    long unanswered() {
        return unanswered.get();
    }

    long beginNanos() {
        return beginNanos;
    }

    /** From the first request to the last acknowledgement. */
    double seconds() {
        return (lastNanos.get() - beginNanos) / 1e9;
    }
}

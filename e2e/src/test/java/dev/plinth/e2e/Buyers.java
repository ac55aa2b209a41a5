// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;

/** Signed-in people who buy without a pause. Who gets no answer asks again with the same key, as a good shop page does. */
final class Buyers implements AutoCloseable {
    /** An order that was acknowledged with 201. */
    record Bought(String id, int filmId, int quantity) {}

    private final Map<String, Bought> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean done;

    Buyers(List<Visitor> people) {
        threads = IntStream.range(0, people.size())
                .mapToObj(i -> Thread.ofVirtual().start(() -> buy(people.get(i))))
                .toList();
    }

    /** By idempotency key. */
    Map<String, Bought> acknowledged() {
        return acknowledged;
    }

    /** What must not happen: an answer that is neither the order nor a refusal for the moment. */
    Queue<String> wrong() {
        return wrong;
    }

    private void buy(Visitor person) {
        while (!done) {
            String key = UUID.randomUUID().toString();
            int film = ThreadLocalRandom.current().nextInt(1, 3_202);
            int quantity = ThreadLocalRandom.current().nextInt(1, 4);
            // also when it is over, so that each key is known to be an order or none
            while (!isBought(person, key, film, quantity)) {
                pause();
            }
            pause();
        }
    }

    private boolean isBought(Visitor person, String key, int film, int quantity) {
        try {
            HttpResponse<String> answer = person.send(person.request("/shop/api/orders")
                    .timeout(Duration.ofSeconds(15))
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"filmId\": %d, \"quantity\": %d}".formatted(film, quantity))));
            switch (answer.statusCode()) {
                case 200, 201 -> {
                    String id = Plinth.JSON.readTree(answer.body()).at("/id").asString("");
                    Bought before = acknowledged.put(key, new Bought(id, film, quantity));
                    if (id.isEmpty() || (before != null && !before.id().equals(id))) {
                        wrong.add("order " + id + " after " + before);
                    }
                    return true;
                }
                case 429, 500, 502, 503, 504 -> {
                    return false;
                }
                default -> {
                    wrong.add(answer.statusCode() + " " + answer.body());
                    return true;
                }
            }
        } catch (IOException | JacksonException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the last answers. */
    @Override
    public void close() throws InterruptedException {
        done = true;
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofMinutes(1))) {
                wrong.add("a buyer still waits for an answer");
            }
        }
    }
}

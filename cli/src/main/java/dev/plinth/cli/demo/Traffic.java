// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.demo;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Customers who look around, and now and then buy. Requests begin at a steady rate whether or not the ones before have been answered, as
 * those of real people do; only so many are open at a time, and what would be more is counted and left out.
 */
public final class Traffic {
    private static final int OPEN_AT_A_TIME = 128;
    private static final List<String> WORDS =
            List.of("love", "war", "star", "night", "king", "girl", "dead", "house", "last", "man", "city", "dark");
    private static final List<String> SORTS = List.of("title", "newest", "score", "popular");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<Customer> customers;
    private final int films;
    private final Random random;
    private final Tally tally = new Tally();
    private final Semaphore open = new Semaphore(OPEN_AT_A_TIME);
    private final AtomicInteger leftOut = new AtomicInteger();
    private final Map<String, Customer> placed = new ConcurrentHashMap<>();

    /** @param films how many there are; their ids are 1 to that */
    public Traffic(List<Customer> customers, int films, Random random) {
        this.customers = List.copyOf(customers);
        this.films = films;
        this.random = random;
    }

    /** @param everySecond told the number of requests that were answered so far */
    public void run(int perSecond, Duration howLong, Consumer<Integer> everySecond) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            long requests = perSecond * howLong.toMillis() / 1_000;
            for (long i = 0; i < requests; i++) {
                long due = begin + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                if (i % perSecond == perSecond - 1) {
                    everySecond.accept(tally.count());
                }
                start(threads);
            }
        }
    }

    private void start(ExecutorService threads) {
        if (!open.tryAcquire()) {
            leftOut.incrementAndGet();
            return;
        }
        Customer customer = customers.get(random.nextInt(customers.size()));
        int dice = random.nextInt(100);
        int film = 1 + random.nextInt(films);
        String word = WORDS.get(random.nextInt(WORDS.size()));
        String sort = SORTS.get(random.nextInt(SORTS.size()));
        threads.execute(() -> {
            try {
                if (dice < 25) {
                    look("search", customer, "/shop/api/films?query=" + Customer.encoded(word));
                } else if (dice < 40) {
                    look("browse", customer, "/shop/api/films?sort=" + sort);
                } else if (dice < 75) {
                    look("film", customer, "/shop/api/films/" + film);
                } else if (dice < 85) {
                    look("my orders", customer, "/shop/api/orders");
                } else {
                    buy(customer, film, 1 + dice % 2);
                }
            } finally {
                open.release();
            }
        });
    }

    private void look(String what, Customer customer, String path) {
        long begin = System.nanoTime();
        int status;
        try {
            status = customer.get(path).statusCode();
        } catch (IOException e) {
            status = Tally.NO_ANSWER;
        }
        tally.add(what, status, System.nanoTime() - begin);
    }

    private void buy(Customer customer, int film, int quantity) {
        long begin = System.nanoTime();
        int status;
        try {
            HttpResponse<String> answer = customer.post(
                    "/shop/api/orders",
                    JSON.createObjectNode()
                            .put("filmId", film)
                            .put("quantity", quantity)
                            .toString(),
                    UUID.randomUUID().toString());
            status = answer.statusCode();
            if (status == 201) {
                placed.put(JSON.readTree(answer.body()).path("id").asString(), customer);
            }
        } catch (IOException | JacksonException e) {
            status = Tally.NO_ANSWER;
        }
        tally.add("order", status, System.nanoTime() - begin);
    }

    /** What has become of the orders that were taken, by status; those of which nobody knows any more are {@code LOST}. */
    public Map<String, Integer> orders() {
        Map<String, Integer> byStatus = new TreeMap<>();
        placed.forEach((id, customer) -> byStatus.merge(statusOf(id, customer), 1, Integer::sum));
        return byStatus;
    }

    private static String statusOf(String id, Customer customer) {
        try {
            HttpResponse<String> answer = customer.get("/shop/api/orders/" + id);
            JsonNode order = JSON.readTree(answer.body());
            return switch (answer.statusCode()) {
                case 200 -> order.path("status").asString("?");
                case 404 -> "LOST";
                default -> "status " + answer.statusCode();
            };
        } catch (IOException | JacksonException e) {
            return "no answer";
        }
    }

    /** The ids of all orders that were taken. */
    public List<String> placed() {
        return new ArrayList<>(placed.keySet());
    }

    public List<List<String>> rows() {
        return tally.rows();
    }

    public int failures() {
        return tally.failures();
    }

    public int answered() {
        return tally.count();
    }

    public int leftOut() {
        return leftOut.get();
    }
}

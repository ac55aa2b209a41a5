// SPDX-License-Identifier: Apache-2.0

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plinth.logs.OtlpLogs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.slf4j.MDC;

/**
 * What a line costs who logs it. One file, run by the source launcher: {@code sink PORT}, or {@code measure PORT DIRECTORY ROUNDS SECONDS}.
 *
 * <p>Sustained: a request of ten lines every half a millisecond, 20,000 lines a second, which both keep up with. Burst: 100,000 lines as fast
 * as one thread can. Each request has another id in the MDC, so its first line pays for the new copy of it.
 */
public final class AppenderBenchmark {
    private static final int LINES_OF_REQUEST = 10;
    private static final long REQUEST_EVERY = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int BURST = 100_000;
    private static final int WARM_UP = 300_000;

    private static final String PLINTH = """
            <appender name="it" class="dev.plinth.logback.PlinthAppender">
              <endpoint>http://127.0.0.1:%s</endpoint>
              <service>bench</service>
              <spillDirectory>%s/spill</spillDirectory>
              <flushTimeout>60 seconds</flushTimeout>
            </appender>
            """;
    private static final String FILE = """
            <appender name="file" class="ch.qos.logback.core.FileAppender">
              <file>%s/peer.log</file>
              <immediateFlush>false</immediateFlush>
              <encoder><pattern>%%d %%level [%%thread] %%logger %%X - %%msg%%n</pattern></encoder>
            </appender>
            <appender name="it" class="ch.qos.logback.classic.AsyncAppender">
              <queueSize>8192</queueSize>
              <discardingThreshold>0</discardingThreshold>
              <maxFlushTime>60000</maxFlushTime>
              <appender-ref ref="file"/>
            </appender>
            """;

    private AppenderBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("sink")) {
            sink(Integer.parseInt(args[1]));
        } else {
            measure(args[1], args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            System.exit(0);
        }
    }

    /** Takes everything, and counts when it is asked: not while something is measured. */
    private static void sink(int port) throws IOException {
        Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.createContext("/v1/logs", exchange -> {
            bodies.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/count", exchange -> count(exchange, bodies));
        server.start();
        System.out.println("ready");
    }

    private static void count(HttpExchange exchange, Queue<byte[]> bodies) throws IOException {
        long lines = 0;
        for (byte[] body = bodies.poll(); body != null; body = bodies.poll()) {
            lines += OtlpLogs.count(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes());
        }
        byte[] answer = Long.toString(lines).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static void measure(String port, String directory, int rounds, int seconds) throws Exception {
        double[][] figures = new double[4][rounds];
        long logged = 0;
        long lines = (long) seconds * TimeUnit.SECONDS.toNanos(1) / REQUEST_EVERY * LINES_OF_REQUEST;
        for (int round = -1; round < rounds; round++) {
            for (int which = 0; which < 2; which++) {
                LoggerContext context = context((which == 0 ? PLINTH.formatted(port, directory) : FILE.formatted(directory)));
                Logger logger = context.getLogger("shop.orders.Checkout");
                if (round < 0) {
                    run(logger, WARM_UP, 0);
                }
                run(logger, 20_000, REQUEST_EVERY);
                double sustained = run(logger, lines, REQUEST_EVERY);
                TimeUnit.SECONDS.sleep(2);
                double burst = run(logger, BURST, 0);
                context.stop();
                if (which == 0) {
                    logged += (round < 0 ? WARM_UP : 0) + 20_000 + lines + BURST;
                } else {
                    Files.deleteIfExists(Path.of(directory, "peer.log"));
                }
                if (round >= 0) {
                    figures[which][round] = sustained;
                    figures[2 + which][round] = burst;
                    System.out.printf("%s: sustained %.0f ns, burst %.0f ns%n", which == 0 ? "plinth" : "file", sustained, burst);
                }
            }
        }
        long arrived = arrived(port);
        result("appender.ns_per_line", figures[0]);
        result("appender.ns_per_line_file", figures[1]);
        result("appender.burst_ns_per_line", figures[2]);
        result("appender.burst_ns_per_line_file", figures[3]);
        System.out.printf("RESULT appender.lost %d lines of %d%n", logged - arrived, logged);
    }

    private static void result(String name, double[] figures) {
        Arrays.sort(figures);
        System.out.printf(
                "RESULT %s %.0f ns (%.0f to %.0f)%n", name, figures[figures.length / 2], figures[0], figures[figures.length - 1]);
    }

    private static long arrived(String port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/count")).build();
        return Long.parseLong(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }

    private static LoggerContext context(String appenders) throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        String xml = "<configuration>" + appenders + "<root level=\"info\"><appender-ref ref=\"it\"/></root></configuration>";
        configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        return context;
    }

    /** How many nanoseconds a line took, of those that were spent in calls to log. */
    private static double run(Logger logger, long lines, long every) {
        MDC.put("user", "ada");
        MDC.put("shop", "films");
        long spent = 0;
        long next = System.nanoTime();
        for (long line = 0; line < lines; line += LINES_OF_REQUEST) {
            MDC.put("request", Long.toString(line));
            while (every > 0 && System.nanoTime() < next) {
                Thread.onSpinWait();
            }
            next += every;
            long begin = System.nanoTime();
            for (int i = 0; i < LINES_OF_REQUEST; i++) {
                logger.info("order {} of customer {} is paid", line + i, "ada");
            }
            spent += System.nanoTime() - begin;
        }
        return spent / (double) lines;
    }
}

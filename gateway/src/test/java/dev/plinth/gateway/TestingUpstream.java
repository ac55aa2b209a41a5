// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server whose answers a test writes byte by byte. It remembers the requests it has seen. */
final class TestingUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final Thread accepting;
    private final Handler handler;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What was asked; headers in lower case. */
    record Request(String line, Map<String, String> headers, String body) {
        String path() {
            return line.split(" ")[1];
        }
    }

    /** Answers one request; false ends the connection. */
    interface Handler {
        boolean answer(Request request, InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    TestingUpstream(Handler handler) throws IOException {
        this.handler = handler;
        this.server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        this.accepting = Thread.ofVirtual().start(this::accept);
    }

    /** Answers everything with what it was asked. */
    static TestingUpstream echo() throws IOException {
        return new TestingUpstream((request, in, out) -> {
            String body = request.line() + "\n" + request.headers() + "\n" + request.body();
            write(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n"
                            + (request.line().startsWith("HEAD") ? "" : body));
            return true;
        });
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    int port() {
        return server.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            OutputStream out = socket.getOutputStream();
            boolean goesOn = true;
            while (goesOn) {
                String line = line(in);
                if (line == null) {
                    return;
                }
                Map<String, String> headers = new TreeMap<>();
                for (String each = line(in); each != null && !each.isEmpty(); each = line(in)) {
                    int colon = each.indexOf(':');
                    headers.merge(
                            each.substring(0, colon).toLowerCase(Locale.ROOT),
                            each.substring(colon + 1).strip(),
                            (a, b) -> a + ", " + b);
                }
                String body = headers.containsKey("x-stream") ? "" : body(headers, in);
                Request request = new Request(line, headers, body);
                requests.add(request);
                goesOn = handler.answer(request, in, out);
            }
        } catch (IOException e) {
            // the gateway is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String body(Map<String, String> headers, InputStream in) throws IOException {
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            StringBuilder body = new StringBuilder();
            while (true) {
                int length = Integer.parseInt(String.valueOf(line(in)), 16);
                body.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
                line(in);
                if (length == 0) {
                    return body.toString();
                }
            }
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return null;
    }

    /** Ends every connection at once, and listens no more. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            // until then the kernel may still take connections
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

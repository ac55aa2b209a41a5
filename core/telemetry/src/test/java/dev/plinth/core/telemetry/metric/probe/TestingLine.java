// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A server of TCP that says something to whoever connects, and hears what comes then. */
final class TestingLine implements AutoCloseable {
    final List<String> heard = new CopyOnWriteArrayList<>();
    private final ServerSocket server;

    /** What it does with a connection; it is closed afterwards. */
    interface Serving {
        void serve(Socket socket, List<String> heard) throws IOException;
    }

    private TestingLine(ServerSocket server, Serving serving) {
        this.server = server;
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            serving.serve(socket, heard);
                        } catch (IOException e) {
                            heard.add("(it is closed)");
                        }
                    });
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static ServerSocket plain() {
        try {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestingLine serving(Serving serving) {
        return new TestingLine(plain(), serving);
    }

    /** Says it and closes. */
    static TestingLine saying(String text) {
        return serving((socket, heard) -> say(socket, text));
    }

    static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Says it and hears until the other one closes. */
    static TestingLine talking(String text) {
        return talking(plain(), text);
    }

    static TestingLine talking(SSLContext tls, String text) throws IOException {
        return talking(tls.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress()), text);
    }

    private static TestingLine talking(ServerSocket server, String text) {
        return new TestingLine(server, (socket, heard) -> {
            say(socket, text);
            heard.add(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        });
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

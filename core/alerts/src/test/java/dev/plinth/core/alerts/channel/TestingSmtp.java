// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server that wants STARTTLS, then knows one user, and refuses whom a real one may refuse: {@code gone@…} for ever, {@code busy@…} once, mail of {@code nobody@…}. After mail to {@code
 * slow@…} it says nothing more.
 */
final class TestingSmtp implements AutoCloseable {
    static final String USER = "plinth";
    static final String PASSWORD = "mail-password-77";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final SSLContext tls;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<String> wasBusy = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** A mail, and to whom it was given. */
    record Received(List<String> to, String text) {}

    TestingSmtp(SSLContext tls) throws IOException {
        this.tls = tls;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    List<Received> received() {
        return received;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        new Conversation(socket).greet();
                    } catch (IOException | InterruptedException e) {
                        // the other side has gone
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }

    /** With one client. */
    private final class Conversation {
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;
        private final boolean secure;
        private boolean signedIn;
        private final List<String> to = new ArrayList<>();

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            this.secure = socket instanceof SSLSocket;
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            this.out = socket.getOutputStream();
        }

        void greet() throws IOException, InterruptedException {
            say("220 localhost ready");
            listen();
        }

        private void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        private void listen() throws IOException, InterruptedException {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("EHLO")) {
                    say("250-localhost");
                    say(secure ? "250 AUTH PLAIN" : "250 STARTTLS");
                } else if (command.equals("STARTTLS")) {
                    say("220 go on");
                    SSLSocket upgraded = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
                    upgraded.setUseClientMode(false);
                    new Conversation(upgraded).listen();
                    return;
                } else if (!secure) {
                    say("530 5.7.0 STARTTLS first");
                } else if (command.startsWith("AUTH PLAIN")) {
                    signIn(line);
                } else if (!signedIn) {
                    say("530 5.7.0 sign in first");
                } else if (command.startsWith("MAIL FROM:<NOBODY@")) {
                    say("553 5.1.8 who is that");
                } else if (command.startsWith("MAIL FROM:")) {
                    to.clear();
                    say("250 ok");
                } else if (command.startsWith("RCPT TO:")) {
                    recipient(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
                } else if (command.equals("DATA")) {
                    data();
                } else if (command.equals("QUIT")) {
                    say("221 bye");
                    return;
                } else {
                    say("250 ok");
                }
            }
        }

        private void signIn(String line) throws IOException {
            String[] words = line.split(" ", -1);
            String given = words.length > 2 ? words[2] : "";
            if (given.isEmpty()) {
                say("334 ");
                given = in.readLine();
            }
            String expected = "\0" + USER + "\0" + PASSWORD;
            signedIn = new String(Base64.getDecoder().decode(given), StandardCharsets.UTF_8).endsWith(expected);
            // some servers say more than they should
            say(signedIn ? "235 welcome" : "535 5.7.8 wrong: " + given);
        }

        private void recipient(String address) throws IOException {
            if (address.startsWith("gone@")) {
                say("550 5.1.1 nobody here: " + address);
            } else if (address.startsWith("busy@") && !wasBusy.contains(address)) {
                wasBusy.add(address);
                say("450 4.2.0 later, please");
            } else {
                to.add(address);
                say("250 ok");
            }
        }

        private void data() throws IOException, InterruptedException {
            if (to.isEmpty()) {
                say("554 5.5.1 for nobody");
                return;
            }
            say("354 go on");
            StringBuilder text = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            if (to.stream().anyMatch(each -> each.startsWith("slow@"))) {
                closed.await();
            }
            received.add(new Received(List.copyOf(to), text.toString()));
            say("250 taken");
        }
    }
}

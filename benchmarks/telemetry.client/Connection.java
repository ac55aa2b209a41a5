// SPDX-License-Identifier: Apache-2.0

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection that posts bodies one after the other, and costs less than a whole client of HTTP. Not for several threads. */
final class Connection implements AutoCloseable {
    private static final int ANSWER_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /**
     * What came back.
     *
     * @param retryAfter seconds; 0 when nothing is said
     * @param last whether the connection is of no more use
     */
    record Answer(int status, int retryAfter, boolean last, byte[] body) {
        String text() {
            return status + " " + new String(body, StandardCharsets.UTF_8);
        }
    }

    Connection(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** @param authorization empty for none */
    Answer post(String path, String type, String authorization, byte[] body) throws IOException {
        return post(path, type, "", authorization, body);
    }

    /**
     * Posts what is compressed.
     *
     * @param encoding empty when it is not
     * @param authorization empty for none
     */
    Answer post(String path, String type, String encoding, String authorization, byte[] body) throws IOException {
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n"
                + (encoding.isEmpty() ? "" : "Content-Encoding: " + encoding + "\r\n")
                + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n") + "Content-Length: " + body.length + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        int retryAfter = 0;
        boolean last = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Integer.parseInt(value);
                case "retry-after" -> retryAfter = Integer.parseInt(value);
                case "connection" -> last = value.equalsIgnoreCase("close");
                case "transfer-encoding" -> throw new IOException("an answer in chunks is not expected here");
                default -> {}
            }
        }
        return new Answer(status, retryAfter, last, in.readNBytes(length));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

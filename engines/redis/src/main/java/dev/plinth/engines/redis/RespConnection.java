// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.redis;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Just enough of Redis's protocol (RESP2) to sign in and ask whether it is there; answers of one line only. */
final class RespConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 3_000;

    private final Socket socket;

    private RespConnection(Socket socket) {
        this.socket = socket;
    }

    static RespConnection open(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return new RespConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The answer's line with its type: {@code +PONG}, {@code -ERR …}, {@code :1}, {@code $-1}. */
    String command(String... words) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            request.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            request.write(bytes);
            request.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        socket.getOutputStream().write(request.toByteArray());
        return line();
    }

    /** The text of an answer that is one; empty when it is an error or nothing. */
    String bulk(String... words) throws IOException {
        String answer = command(words);
        if (!answer.startsWith("$") || answer.equals("$-1")) {
            return "";
        }
        int length = Integer.parseInt(answer.substring(1));
        byte[] text = socket.getInputStream().readNBytes(length + 2);
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    String line() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next != '\n') {
            if (next < 0) {
                throw new EOFException("the connection was closed");
            }
            if (next != '\r') {
                line.write(next);
            }
            next = in.read();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

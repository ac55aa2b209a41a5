// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.kafka;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Just enough of Kafka's protocol to sign in and count brokers, so that the command line needs no Kafka client: SaslHandshake v1 and
 * SaslAuthenticate v1 with SCRAM-SHA-512, Metadata v4.
 */
final class KafkaProbe implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 4_000;
    private static final int MAX_RESPONSE = 1 << 20;
    private static final short METADATA = 3;
    private static final short SASL_HANDSHAKE = 17;
    private static final short SASL_AUTHENTICATE = 36;
    private static final String MECHANISM = "SCRAM-SHA-512";

    private final Socket socket;
    private int correlation;

    /** The broker does not accept the credentials. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private KafkaProbe(Socket socket) {
        this.socket = socket;
    }

    static KafkaProbe connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return new KafkaProbe(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void authenticate(String user, String password) throws IOException {
        DataInputStream handshake = ask(SASL_HANDSHAKE, (short) 1, out -> string(out, MECHANISM));
        short error = handshake.readShort();
        if (error != 0) {
            throw new Refused("it does not offer " + MECHANISM + " (error " + error + ")");
        }
        ScramClient scram = new ScramClient(user, password);
        String serverFirst = sasl(scram.first());
        String serverLast = sasl(scram.last(serverFirst));
        if (!scram.provesServer(serverLast)) {
            throw new Refused("the server does not know the password either: its signature is wrong");
        }
    }

    private String sasl(String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        DataInputStream answer = ask(SASL_AUTHENTICATE, (short) 1, out -> {
            out.writeInt(bytes.length);
            out.write(bytes);
        });
        short error = answer.readShort();
        short length = answer.readShort();
        String text = length < 0 ? "" : new String(answer.readNBytes(length), StandardCharsets.UTF_8);
        if (error != 0) {
            throw new Refused(text + " (error " + error + ")");
        }
        return new String(answer.readNBytes(answer.readInt()), StandardCharsets.UTF_8);
    }

    int brokers() throws IOException {
        DataInputStream answer = ask(METADATA, (short) 4, out -> {
            // no topics; none created
            out.writeInt(0);
            out.writeBoolean(false);
        });
        // the throttle time
        answer.readInt();
        return answer.readInt();
    }

    private DataInputStream ask(short api, short version, Body body) throws IOException {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(buffer);
        out.writeShort(api);
        out.writeShort(version);
        out.writeInt(++correlation);
        string(out, "plinth");
        body.writeTo(out);
        DataOutputStream wire = new DataOutputStream(socket.getOutputStream());
        wire.writeInt(buffer.size());
        buffer.writeTo(wire);
        wire.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int size = in.readInt();
        if (size < 4 || size > MAX_RESPONSE) {
            throw new IOException("this is no Kafka: an answer of " + size + " bytes");
        }
        DataInputStream answer = new DataInputStream(new ByteArrayInputStream(in.readNBytes(size)));
        int answered = answer.readInt();
        if (answered != correlation) {
            throw new IOException("an answer to request " + answered + " (expected: " + correlation + ")");
        }
        return answer;
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

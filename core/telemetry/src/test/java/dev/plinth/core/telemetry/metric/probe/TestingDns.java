// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on UDP and TCP that knows what it is told. */
final class TestingDns implements AutoCloseable {
    /** What was asked, as {@code udp shop.example.com. A}. */
    final List<String> questions = new CopyOnWriteArrayList<>();

    private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private volatile boolean silent;
    private volatile boolean truncating;
    private volatile int rcode = Rcode.NOERROR;

    TestingDns() {
        try {
            tcp = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    /** As in a zone: {@code shop.example.com. 60 IN A 10.0.0.1}. */
    TestingDns knows(String... lines) {
        for (String line : lines) {
            String[] parts = line.split(" ", 5);
            try {
                Name name = Name.fromString(parts[0]);
                int type = Type.value(parts[3]);
                records.computeIfAbsent(parts[0], key -> new CopyOnWriteArrayList<>())
                        .add(Record.fromString(name, type, 1, 60, parts[4], Name.root));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }

    void beSilent() {
        silent = true;
    }

    /** Answers by UDP are cut. */
    void truncate() {
        truncating = true;
    }

    void answer(int code) {
        rcode = code;
    }

    private void serveUdp() {
        byte[] buffer = new byte[4_096];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                Message answer = answer("udp", new Message(Arrays.copyOf(buffer, packet.getLength())));
                if (answer != null) {
                    if (truncating) {
                        answer.removeAllRecords(Section.ANSWER);
                        answer.getHeader().setFlag(Flags.TC);
                    }
                    byte[] wire = answer.toWire();
                    udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!udp.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] question = in.readNBytes(in.readUnsignedShort());
                Message answer = answer("tcp", new Message(question));
                if (answer != null) {
                    byte[] wire = answer.toWire();
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(wire.length);
                    out.write(wire);
                    out.flush();
                } else {
                    socket.setSoTimeout(5_000);
                    var _ = in.read();
                }
            } catch (SocketTimeoutException e) {
                questions.add("(it waited long)");
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private @Nullable Message answer(String transport, Message question) {
        Record asked = question.getQuestion();
        questions.add(transport + " " + asked.getName() + " " + Type.string(asked.getType()));
        if (silent) {
            return null;
        }
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(asked, Section.QUESTION);
        List<Record> known = records.get(asked.getName().toString());
        answer.getHeader().setRcode(rcode != Rcode.NOERROR ? rcode : known == null ? Rcode.NXDOMAIN : Rcode.NOERROR);
        if (known != null && rcode == Rcode.NOERROR) {
            known.stream()
                    .filter(each -> each.getType() == asked.getType() || each.getType() == Type.CNAME)
                    .forEach(each -> answer.addRecord(each, Section.ANSWER));
        }
        return answer;
    }

    int port() {
        return tcp.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

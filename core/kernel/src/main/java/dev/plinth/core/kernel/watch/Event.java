// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One server-sent event, encoded once and shared by all watchers.
 *
 * @param live whether it comes from the live items and not from the ledger
 * @param position where this core stood after it
 * @param frame the whole event: {@code id:}, {@code event:} and {@code data:} lines and the empty one
 * @param eventOffset where its {@code event:} line begins
 * @param dataOffset where its {@code data:} line begins
 */
record Event(boolean live, Position position, ResourceKey key, byte[] frame, int eventOffset, int dataOffset) {
    private static final byte[] STATE = "event: state\n".getBytes(StandardCharsets.US_ASCII);

    static Event encode(boolean live, Position position, ResourceKey key, String name, byte[] json) {
        byte[] id = idLine(position);
        byte[] event = ("event: " + name + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] data = "data: ".getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[id.length + event.length + data.length + json.length + 2];
        int at = append(frame, 0, id);
        at = append(frame, at, event);
        at = append(frame, at, data);
        at = append(frame, at, json);
        frame[at] = '\n';
        frame[at + 1] = '\n';
        return new Event(live, position, key, frame, id.length, id.length + event.length);
    }

    static byte[] idLine(Position position) {
        return ("id: " + position.encode() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** As part of the state a watcher begins with: without an id, since it cannot be resumed from here. */
    void writeAsState(OutputStream out) throws IOException {
        out.write(STATE);
        out.write(frame, dataOffset, frame.length - dataOffset);
    }

    void write(OutputStream out) throws IOException {
        out.write(frame);
    }

    /** With another id, for a watcher who has seen part of what this core saw earlier. */
    void writeAt(Position seen, OutputStream out) throws IOException {
        out.write(idLine(seen));
        out.write(frame, eventOffset, frame.length - eventOffset);
    }

    private static int append(byte[] target, int at, byte[] part) {
        System.arraycopy(part, 0, target, at, part.length);
        return at + part.length;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.tail;

import dev.plinth.agent.state.FileEntry;
import dev.plinth.agent.state.FileKey;
import dev.plinth.agent.state.Fingerprint;
import dev.plinth.agent.state.Mark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is read, whatever its name is by now.
 *
 * <p>It is the same as long as device and inode are; each time before more is read, what stands before that is compared with what was read
 * there. So a file that was emptied is noticed also when it has grown beyond that place again.
 */
final class TrackedFile {
    /** How much of the beginning tells files apart. */
    static final int HEAD = 1_024;

    private final FileKey key;
    private final Path path;
    private Path name;
    private long born;
    private byte[] beginning = {};
    private Fingerprint head = Fingerprint.NONE;
    private Mark read = Mark.START;
    private Mark acknowledged = Mark.START;
    private byte[] tail = {};
    private int generation;
    private @Nullable Emptied emptied;
    private @Nullable FileChannel channel;
    private long size;
    private long modified;
    private long grown;
    private long seen;
    private long goneSince;
    private @Nullable Copy copy;
    private @Nullable Attempt failed;
    private boolean undecided;
    private final long found;

    /** What had been read before it was emptied, what of that Plinth had, and how it began. */
    record Emptied(Mark read, Mark acknowledged, byte[] beginning, Fingerprint head) {}

    /** It begins as another does, and may be what was in that before it was emptied. */
    record Copy(TrackedFile original, int generation, long since) {}

    /** With so much of it nothing was complete. */
    record Attempt(long size, boolean endLine, boolean endRecord) {}

    TrackedFile(Found found, Path path, long now) {
        this.key = found.key();
        this.path = path;
        this.name = found.path();
        this.born = found.born();
        this.size = found.size();
        this.modified = found.modified();
        this.grown = Math.min(now, found.modified());
        this.seen = now;
        this.found = now;
    }

    FileKey key() {
        return key;
    }

    /** Under which it was found first: all its lines have the same. */
    Path path() {
        return path;
    }

    /** Under which it is there now, or was last. */
    Path name() {
        return name;
    }

    long born() {
        return born;
    }

    long size() {
        return size;
    }

    Mark read() {
        return read;
    }

    Mark acknowledged() {
        return acknowledged;
    }

    int generation() {
        return generation;
    }

    @Nullable
    Emptied emptied() {
        return emptied;
    }

    @Nullable
    Copy copy() {
        return copy;
    }

    void waitFor(@Nullable Copy original) {
        copy = original;
    }

    /** Whether it is too short to tell whether it is going to be a copy of another. */
    boolean isUndecided() {
        return undecided;
    }

    void undecided(boolean stillUndecided) {
        undecided = stillUndecided;
    }

    /** Milliseconds since it was found. */
    long age(long now) {
        return Math.max(0, now - found);
    }

    /** Whether it begins as the other one does or did, as far as it goes. */
    boolean mayBecome(TrackedFile other) {
        Emptied before = other.emptied;
        return beginsAs(other.beginning) || (before != null && beginsAs(before.beginning()));
    }

    private boolean beginsAs(byte[] other) {
        return other.length >= beginning.length
                && Arrays.equals(beginning, 0, beginning.length, other, 0, beginning.length);
    }

    /** Milliseconds since when nothing came. */
    long quiet(long now) {
        return Math.max(0, now - grown);
    }

    boolean isGone() {
        return goneSince != 0;
    }

    long goneSince() {
        return goneSince;
    }

    boolean isOpen() {
        return channel != null;
    }

    boolean hasMore() {
        return size > read.offset();
    }

    long behind() {
        return Math.max(0, size - acknowledged.offset());
    }

    /** Whether that is this file, and not another with its inode: nobody gets the inode of a file that is open. */
    boolean is(Found found) {
        return isOpen() || Found.mayBeOne(born, found.born());
    }

    /** It is there. */
    void seen(Found found, long now) {
        name = found.path();
        goneSince = 0;
        born = born == 0 ? found.born() : born;
        modified = found.modified();
        grownTo(found.size(), now);
    }

    /** No pattern matches it any more. */
    void missed(long now) throws IOException {
        if (goneSince == 0) {
            goneSince = now;
        }
        if (channel != null) {
            grownTo(channel.size(), now);
        }
    }

    /** It is gone from where it was, and there under another name. */
    void renamed(Found found, long now) {
        name = found.path();
        grownTo(found.size(), now);
    }

    private void grownTo(long newSize, long now) {
        seen = now;
        if (newSize != size) {
            size = newSize;
            grown = now;
        }
    }

    /** Whether it was emptied, or written anew, since it was read last. */
    boolean isEmptied() throws IOException {
        return size < read.offset() || (channel != null && !read.fits(channel));
    }

    /** From its beginning, as it was emptied. */
    void restart() {
        emptied = new Emptied(read, acknowledged, beginning, head);
        read = Mark.START;
        acknowledged = Mark.START;
        tail = new byte[0];
        beginning = new byte[0];
        head = Fingerprint.NONE;
        failed = null;
        generation++;
    }

    /** Whether it is open now; false when it is not there any more under its name. */
    boolean open() throws IOException {
        if (channel != null) {
            return true;
        }
        FileChannel opened = FileChannel.open(name, StandardOpenOption.READ);
        Found found = Found.at(name);
        if (found == null || !found.key().equals(key) || !Found.mayBeOne(born, found.born())) {
            opened.close();
            return false;
        }
        channel = opened;
        size = Math.max(size, opened.size());
        return true;
    }

    void close() {
        FileChannel closing = channel;
        channel = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException e) {
                // nothing was written, so nothing is lost
                return;
            }
        }
    }

    private FileChannel opened() {
        return Objects.requireNonNull(channel, "open");
    }

    /** What it began with when it was looked at last; {@link #HEAD} bytes at most. */
    Fingerprint head() {
        return head;
    }

    /** Looks how it begins. Not when something of it is acknowledged: it may have been emptied since that was read. */
    void lookAtHead() throws IOException {
        if (head.length() < HEAD || read.offset() == 0) {
            beginning = Fingerprint.bytes(opened(), 0, HEAD);
            head = Fingerprint.of(beginning);
        }
    }

    /** Whether it is what was remembered, perhaps with more behind it. */
    boolean fits(FileEntry entry) throws IOException {
        return opened().size() >= entry.mark().offset()
                && entry.head().matches(opened(), 0)
                && entry.mark().fits(opened());
    }

    /** Goes on there. */
    void resume(Mark newRead, Mark newAcknowledged) throws IOException {
        int length = newRead.tail().length();
        tail = Fingerprint.bytes(opened(), newRead.offset() - length, length);
        read = newRead;
        acknowledged = newAcknowledged;
    }

    /** Whether it is up to there what the other one was. */
    boolean begins(Mark mark) throws IOException {
        return opened().size() >= mark.offset() && mark.fits(opened());
    }

    /** Whether all that it has stands in the other at the same place. */
    boolean isPartOf(TrackedFile other) throws IOException {
        return other.open()
                && other.size >= size
                && Mark.at(opened(), size, false).fits(other.opened());
    }

    /** The end of all that it has. */
    Mark all() throws IOException {
        return Mark.at(opened(), size, false);
    }

    /** The end of its last whole line. */
    Mark end(int maxLine) throws IOException {
        long from = Math.max(0, size - maxLine);
        ByteBuffer bytes = ByteBuffer.allocate((int) (size - from));
        int count = fill(bytes.array(), from, bytes.capacity());
        int end = count;
        while (end > 0 && bytes.get(end - 1) != '\n') {
            end--;
        }
        return Mark.at(opened(), end == 0 && from > 0 ? size : from + end, false);
    }

    /** Reads that many bytes from where it was read to, or as many as there are. */
    int fill(byte[] into, int most) throws IOException {
        return fill(into, read.offset(), most);
    }

    /** How it begins is how that begins which was read. */
    void beganAs(byte[] bytes, int count) {
        beginning = Arrays.copyOf(bytes, Math.min(HEAD, count));
        head = Fingerprint.of(beginning);
    }

    private int fill(byte[] into, long from, int most) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(into, 0, most);
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = opened().read(bytes, from + bytes.position());
        }
        return bytes.position();
    }

    /**
     * So many of these bytes are done with. What they were is kept from what was read and not read again: the file may have been emptied since.
     */
    void advance(byte[] bytes, int count, boolean cut) {
        int kept = Math.min(tail.length, Math.max(0, Mark.TAIL - count));
        int added = Math.min(Mark.TAIL, count);
        byte[] newTail = Arrays.copyOfRange(tail, tail.length - kept, tail.length + added);
        System.arraycopy(bytes, count - added, newTail, kept, added);
        tail = newTail;
        read = new Mark(read.offset() + count, cut, Fingerprint.of(tail));
        failed = null;
    }

    /** More of what it had before it was emptied. */
    void acknowledgeEmptied(Mark mark) {
        Emptied before = emptied;
        if (before != null) {
            emptied = new Emptied(before.read(), mark, before.beginning(), before.head());
        }
    }

    void acknowledge(Mark mark) {
        acknowledged = mark;
    }

    /** Whether there may be a record now that was not complete when it was tried last. */
    boolean isWorthTrying(boolean endLine, boolean endRecord) {
        return !new Attempt(size, endLine, endRecord).equals(failed);
    }

    void failed(boolean endLine, boolean endRecord) {
        failed = new Attempt(size, endLine, endRecord);
    }

    FileEntry entry() {
        return new FileEntry(path, key, born, head(), acknowledged, seen);
    }

    long modified() {
        return modified;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.state;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * How far a file was read.
 *
 * @param offset of the first byte that was not
 * @param cut whether the rest of a line that is too long begins there, which is left out
 * @param tail what is right before it: a file that has something else there was written anew
 */
public record Mark(long offset, boolean cut, Fingerprint tail) {
    public static final Mark START = new Mark(0, false, Fingerprint.NONE);

    /** So much of what is before an offset is compared. */
    public static final int TAIL = 256;

    public static Mark at(FileChannel file, long offset, boolean cut) throws IOException {
        int length = (int) Math.min(TAIL, offset);
        return new Mark(offset, cut, Fingerprint.of(file, offset - length, length));
    }

    /** Whether the file is as it was up to here. */
    public boolean fits(FileChannel file) throws IOException {
        return tail.matches(file, offset - tail.length());
    }
}

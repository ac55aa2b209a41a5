// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a watcher has come, in both logs. Opaque to clients.
 *
 * @param installation whose numbers these are; a restore makes a new one
 * @param ledger last change seen
 * @param live last live event seen
 */
record Position(String installation, long ledger, long live) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{8})\\.(\\d{1,18})\\.(\\d{1,18})");

    Position atLedger(long seq) {
        return new Position(installation, seq, live);
    }

    Position atLive(long seq) {
        return new Position(installation, ledger, seq);
    }

    /** Whether what is after this position includes nothing from before the other. */
    boolean reaches(Position floor) {
        return ledger >= floor.ledger && live >= floor.live;
    }

    Position max(Position other) {
        return new Position(installation, Math.max(ledger, other.ledger), Math.max(live, other.live));
    }

    String encode() {
        String clear = installation + "." + ledger + "." + live;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(clear.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws ProblemException {@code POSITION_INVALID} */
    static Position decode(String encoded) {
        try {
            String clear = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.US_ASCII);
            Matcher parts = FORM.matcher(clear);
            if (parts.matches()) {
                return new Position(parts.group(1), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
            }
        } catch (IllegalArgumentException e) {
            // falls through to the same answer
        }
        throw new ProblemException(
                ErrorCode.POSITION_INVALID, "\"" + encoded + "\" is no position (expected: the id of an event).");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.tail;

import dev.plinth.agent.settings.AgentSettings.FileInput;
import dev.plinth.agent.settings.AgentSettings.StartAt;
import dev.plinth.agent.ship.Notes;
import dev.plinth.agent.state.Checkpoints;
import dev.plinth.agent.state.FileEntry;
import dev.plinth.agent.state.FileKey;
import dev.plinth.agent.state.Mark;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a file that was not read yet begins. In this order: where it was left, when it is the file that is remembered; where another
 * was left of which it is the continuation under another inode; otherwise as {@code startAt} says, which at a later time is its beginning.
 */
final class Admission {
    private final FileInput input;
    private final String id;
    private final Globs globs;
    private final Checkpoints checkpoints;
    private final ConcurrentMap<FileKey, String> claims;
    private final Notes notes;
    private final Map<FileKey, TrackedFile> tracked;
    private boolean first = true;

    Admission(
            FileInput input,
            String id,
            Globs globs,
            Checkpoints checkpoints,
            ConcurrentMap<FileKey, String> claims,
            Notes notes,
            Map<FileKey, TrackedFile> tracked) {
        this.input = input;
        this.id = id;
        this.globs = globs;
        this.checkpoints = checkpoints;
        this.claims = claims;
        this.notes = notes;
        this.tracked = tracked;
    }

    /** All that were found and are not read yet. */
    void admit(List<Found> newcomers, long now) {
        List<TrackedFile> unknown = new ArrayList<>();
        for (Found found : newcomers) {
            TrackedFile file = tooOld(found, now) ? null : claimed(found, now);
            if (file != null && !resumes(file)) {
                unknown.add(file);
            }
        }
        if (first) {
            findRenamed(now);
        }
        unknown.forEach(file -> {
            try {
                begin(file, true, now);
            } catch (IOException e) {
                unreadable(file.name(), e);
            }
        });
        first = false;
    }

    private boolean tooOld(Found found, long now) {
        return input.ignoreOlder() != null
                && now - found.modified() > input.ignoreOlder().toMillis()
                && checkpoints.file(found.key()) == null;
    }

    /** Null when it cannot be read, or another input reads it. */
    private @Nullable TrackedFile claimed(Found found, long now) {
        String other = claims.putIfAbsent(found.key(), id);
        if (other != null && !other.equals(id)) {
            notes.say(
                    "twice " + found.path(),
                    "%s: %s is read by another input already".formatted(input.name(), found.path()));
            return null;
        }
        FileEntry entry = checkpoints.file(found.key());
        boolean known = entry != null && globs.cover(entry.path()) && Found.mayBeOne(entry.born(), found.born());
        TrackedFile file =
                new TrackedFile(found, known ? Objects.requireNonNull(entry).path() : found.path(), now);
        try {
            if (file.open()) {
                file.lookAtHead();
                tracked.put(file.key(), file);
                return file;
            }
        } catch (IOException e) {
            unreadable(found.path(), e);
        }
        file.close();
        claims.remove(found.key(), id);
        return null;
    }

    private void unreadable(Path path, IOException e) {
        notes.say(
                "read " + path,
                "%s: cannot read %s: %s"
                        .formatted(input.name(), path, e.getClass().getSimpleName()));
    }

    private boolean resumes(TrackedFile file) {
        FileEntry entry = checkpoints.file(file.key());
        try {
            if (entry == null) {
                return false;
            }
            if (!file.fits(entry) || !Found.mayBeOne(file.born(), entry.born())) {
                setAside(entry);
                return false;
            }
            file.resume(entry.mark(), entry.mark());
            return true;
        } catch (IOException e) {
            unreadable(file.name(), e);
            return false;
        }
    }

    /** The inode is no more the file that is remembered, but a copy of that may be found. */
    void setAside(FileEntry entry) {
        if (entry.mark().offset() > 0 && entry.head().length() >= TrackedFile.HEAD) {
            checkpoints.setAside(entry);
        }
    }

    /** @param mayWait whether it may be a copy of a file of which it is not known yet whether it will be emptied */
    void begin(TrackedFile file, boolean mayWait, long now) throws IOException {
        TrackedFile.Copy copy = mayWait ? original(file, now) : null;
        if (copy != null) {
            file.waitFor(copy);
            return;
        }
        FileEntry moved = movedFrom(file);
        if (moved != null) {
            checkpoints.found(moved);
            notes.say("%s: %s is what %s was, and goes on at %d of it"
                    .formatted(
                            input.name(),
                            file.name(),
                            moved.path(),
                            moved.mark().offset()));
            file.resume(moved.mark(), moved.mark());
            return;
        }
        if (first && input.startAt() == StartAt.END && !checkpoints.knows(id)) {
            Mark end = file.end(input.maxLineBytes());
            file.resume(end, end);
            return;
        }
        file.undecided(file.head().length() < TrackedFile.HEAD && mayBecomeCopy(file));
    }

    private boolean mayBecomeCopy(TrackedFile file) {
        return tracked.values().stream().anyMatch(other -> other != file && file.mayBecome(other));
    }

    /** A copy that was found while it was made is as short as many are: only what it grows to tells. */
    void decide(TrackedFile file, long patience, long now) throws IOException {
        if (!file.open()) {
            return;
        }
        file.lookAtHead();
        boolean waited = file.size() > 0 && file.age(now) >= patience && file.quiet(now) >= patience;
        if (file.head().length() >= TrackedFile.HEAD) {
            file.undecided(false);
            begin(file, true, now);
        } else if (waited || !mayBecomeCopy(file)) {
            file.undecided(false);
        }
    }

    /** What is remembered of a file that is not there any more and was this one: copied, or on a device that has another number now. */
    private @Nullable FileEntry movedFrom(TrackedFile file) throws IOException {
        FileEntry furthest = null;
        for (FileEntry entry : checkpoints.files()) {
            long least = furthest == null ? 0 : furthest.mark().offset();
            boolean free = entry.mark().offset() > least && !tracked.containsKey(entry.key());
            if (free && isTelling(entry, file) && globs.cover(entry.path()) && file.fits(entry)) {
                furthest = entry;
            }
        }
        return furthest;
    }

    /** Whether enough of it is remembered: short files are alike by chance. */
    private static boolean isTelling(FileEntry entry, TrackedFile file) {
        boolean sameName = entry.path().equals(file.path())
                && entry.key().inode() == file.key().inode();
        return sameName || entry.head().length() >= TrackedFile.HEAD;
    }

    /** The file that begins as this one does, or did before it was emptied: a copy is made before that. */
    private TrackedFile.@Nullable Copy original(TrackedFile file, long now) {
        if (file.head().length() < TrackedFile.HEAD) {
            return null;
        }
        for (TrackedFile other : tracked.values()) {
            TrackedFile.Emptied emptied = other.emptied();
            if (other == file || other.copy() != null) {
                continue;
            }
            if (other.read().offset() > 0 && other.head().equals(file.head())) {
                return new TrackedFile.Copy(other, other.generation(), now);
            }
            if (emptied != null && emptied.head().equals(file.head())) {
                return new TrackedFile.Copy(other, other.generation() - 1, now);
            }
        }
        return null;
    }

    /** Those that were renamed, while nobody looked, to what no pattern matches: they are in the same folder. */
    private void findRenamed(long now) {
        for (FileEntry entry : checkpoints.files()) {
            if (!tracked.containsKey(entry.key()) && globs.cover(entry.path())) {
                Found found = sibling(entry.path(), entry.key());
                TrackedFile file = found == null || found.size() <= entry.mark().offset() ? null : claimed(found, now);
                if (file != null && !resumes(file)) {
                    forget(file);
                }
            }
        }
    }

    void forget(TrackedFile file) {
        file.close();
        tracked.remove(file.key());
        claims.remove(file.key(), id);
    }

    /** The file in that folder, under any name that says no compression. */
    static @Nullable Found sibling(Path path, FileKey key) {
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(path.resolveSibling(""))) {
            for (Path each : folder) {
                Found found = Globs.isCompressed(each) ? null : Found.at(each);
                if (found != null && found.key().equals(key)) {
                    return found;
                }
            }
        } catch (IOException e) {
            return null;
        }
        return null;
    }
}

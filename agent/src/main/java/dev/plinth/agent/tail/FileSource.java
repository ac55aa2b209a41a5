// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.tail;

import dev.plinth.agent.settings.AgentSettings.FileInput;
import dev.plinth.agent.ship.Batch;
import dev.plinth.agent.ship.Line;
import dev.plinth.agent.ship.Notes;
import dev.plinth.agent.ship.Source;
import dev.plinth.agent.state.Checkpoints;
import dev.plinth.agent.state.FileEntry;
import dev.plinth.agent.state.FileKey;
import dev.plinth.agent.state.Mark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The files of one input. */
public final class FileSource implements Source {
    private static final long SAVE_ALL_MILLIS = Duration.ofHours(1).toMillis();

    private final FileInput input;
    private final String host;
    private final Pace pace;
    private final Checkpoints checkpoints;
    private final Clock clock;
    private final Notes notes;
    private final String id;
    private final Globs globs;
    private final Records records;
    private final byte[] window;
    private final Map<FileKey, TrackedFile> tracked = new LinkedHashMap<>();
    private final Admission admission;
    private @Nullable FileKey readLast;
    private boolean looked;
    private long savedAll;
    private volatile Standing standing = new Standing(0, 0);

    /** @param claims which input reads which file; of all inputs together */
    public FileSource(
            FileInput input,
            String host,
            Pace pace,
            Checkpoints checkpoints,
            ConcurrentMap<FileKey, String> claims,
            Clock clock,
            Notes notes) {
        this.input = input;
        this.host = host;
        this.pace = pace;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.notes = notes;
        this.id = "file " + String.join(" ", input.paths());
        this.globs = new Globs(input.paths(), input.exclude());
        this.records = new Records(input.encoding(), input.maxLineBytes(), Grouping.of(input.multiline()));
        this.window = new byte[records.window()];
        this.admission = new Admission(input, id, globs, checkpoints, claims, notes, tracked);
    }

    /** The files that would be read. */
    public static List<Path> matching(FileInput input) {
        return new Globs(input.paths(), input.exclude())
                .find().stream().map(Found::path).toList();
    }

    @Override
    public String name() {
        return input.name();
    }

    @Override
    public void look() {
        long now = clock.millis();
        Set<FileKey> present = new HashSet<>();
        List<Found> newcomers = new ArrayList<>();
        for (Found found : globs.find()) {
            present.add(found.key());
            TrackedFile file = tracked.get(found.key());
            if (file == null) {
                newcomers.add(found);
            } else if (file.is(found)) {
                lookAt(file, found, now);
            } else {
                // another file has its inode now
                admission.forget(file);
                newcomers.add(found);
            }
        }
        tracked.values().stream()
                .filter(file -> !present.contains(file.key()))
                .toList()
                .forEach(file -> missed(file, now));
        admission.admit(newcomers, now);
        List.copyOf(tracked.values()).forEach(file -> decide(file, now));
        closeBeyondBound();
        // at first what startAt means is settled; later those that are idle are not to be forgotten
        if (!looked || now - savedAll > SAVE_ALL_MILLIS) {
            looked = true;
            savedAll = now;
            save(tracked.values());
        }
        stand();
    }

    private void lookAt(TrackedFile file, Found found, long now) {
        boolean changed = found.size() != file.size() || found.modified() != file.modified();
        file.seen(found, now);
        if (changed) {
            restartIfEmptied(file);
        }
    }

    /** Whether it begins anew. */
    private boolean restartIfEmptied(TrackedFile file) {
        try {
            if (!file.isEmptied()) {
                return false;
            }
            notes.say("%s: %s was emptied, it is read from its beginning".formatted(name(), file.name()));
            admission.setAside(file.entry());
            file.restart();
            return true;
        } catch (IOException e) {
            unreadable(file, e);
            return true;
        }
    }

    private void missed(TrackedFile file, long now) {
        try {
            file.missed(now);
            if (file.isOpen()) {
                restartIfEmptied(file);
            }
        } catch (IOException e) {
            unreadable(file, e);
        }
    }

    private void decide(TrackedFile file, long now) {
        if (file.isUndecided()) {
            try {
                admission.decide(file, pace.copied().toMillis(), now);
            } catch (IOException e) {
                unreadable(file, e);
            }
        }
        TrackedFile.Copy copy = file.copy();
        if (copy != null) {
            decideCopy(file, copy, now);
        }
        if (file.isGone()) {
            letGo(file, now);
        } else if (file.isOpen()
                && !file.hasMore()
                && file.quiet(now) > pace.idle().toMillis()) {
            file.close();
        }
    }

    /** A copy goes on where the original was read to when it was emptied; whatever does not fit is read as a whole. */
    private void decideCopy(TrackedFile file, TrackedFile.Copy copy, long now) {
        TrackedFile original = copy.original();
        TrackedFile.Emptied emptied = original.generation() == copy.generation() ? null : original.emptied();
        if (emptied == null
                && Math.min(now - copy.since(), file.quiet(now)) < pace.copied().toMillis()
                && !(original.isGone() && !original.hasMore())) {
            return;
        }
        file.waitFor(null);
        Mark read = emptied == null ? original.read() : emptied.read();
        try {
            // so little is alike by chance, unless the other one was emptied just now
            boolean telling = emptied != null || read.offset() >= TrackedFile.HEAD;
            if (telling && file.open() && file.begins(read)) {
                file.resume(read, acknowledged(original, emptied));
            } else if (file.open() && emptied == null && file.isPartOf(original)) {
                Mark end = file.all();
                file.resume(end, end);
            } else {
                admission.begin(file, false, now);
            }
            notes.say("%s: %s begins as %s did, and goes on at %d of it"
                    .formatted(name(), file.name(), original.path(), file.read().offset()));
            save(List.of(file));
        } catch (IOException e) {
            unreadable(file, e);
        }
    }

    /** What is on its way is not lost as long as it stands in the original. */
    private static Mark acknowledged(TrackedFile original, TrackedFile.@Nullable Emptied emptied) {
        if (emptied != null) {
            return emptied.acknowledged();
        }
        return original.isGone() ? original.acknowledged() : original.read();
    }

    /** When nothing comes any more. */
    private void letGo(TrackedFile file, long now) {
        if (!file.isOpen()) {
            Found renamed = Admission.sibling(file.name(), file.key());
            if (renamed != null) {
                file.renamed(renamed, now);
            }
        }
        long waited = Math.min(now - file.goneSince(), file.quiet(now));
        boolean taken = file.acknowledged().equals(file.read());
        if (waited >= pace.rotated().toMillis() && taken && (!file.hasMore() || !file.isOpen())) {
            if (file.hasMore()) {
                notes.say("%s: %s is gone, and its last %d bytes were not read"
                        .formatted(
                                name(), file.name(), file.size() - file.read().offset()));
            }
            admission.forget(file);
        }
    }

    private void closeBeyondBound() {
        List<TrackedFile> open =
                tracked.values().stream().filter(TrackedFile::isOpen).toList();
        open.stream()
                .filter(file -> !file.isGone())
                .sorted(Comparator.comparing(TrackedFile::hasMore).thenComparingLong(TrackedFile::modified))
                .limit(Math.max(0, open.size() - pace.openFiles()))
                .forEach(TrackedFile::close);
    }

    @Override
    public @Nullable Batch next() {
        Reading reading = new Reading();
        for (TrackedFile file : inTurn()) {
            if (reading.isFull()) {
                break;
            }
            if (file.copy() == null && !file.isUndecided() && file.hasMore()) {
                readLast = file.key();
                reading.read(file);
            }
        }
        return reading.batch();
    }

    /** Beginning behind the one that was read last, so that a busy file keeps no other waiting. */
    private List<TrackedFile> inTurn() {
        List<TrackedFile> files = new ArrayList<>(tracked.values());
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).key().equals(readLast)) {
                List<TrackedFile> turned = new ArrayList<>(files.subList(i + 1, files.size()));
                turned.addAll(files.subList(0, i + 1));
                return turned;
            }
        }
        return files;
    }

    /** How far a file was read when that was sent. */
    private record Progress(int generation, Mark mark) {}

    /** One batch in the making. */
    private final class Reading {
        private final List<Line> lines = new ArrayList<>();
        private final Map<TrackedFile, Progress> progress = new LinkedHashMap<>();
        private final Instant now = clock.instant();
        private int text;

        boolean isFull() {
            return lines.size() >= Batch.MAX_LINES || text >= Batch.MAX_TEXT;
        }

        @Nullable
        Batch batch() {
            return progress.isEmpty() ? null : new Batch(lines, () -> acknowledged(progress));
        }

        void read(TrackedFile file) {
            try {
                boolean more = true;
                while (more && !isFull()) {
                    more = file.hasMore() && readWindow(file);
                }
            } catch (IOException e) {
                unreadable(file, e);
                file.close();
            }
        }

        /** Whether there may be more. */
        private boolean readWindow(TrackedFile file) throws IOException {
            boolean over = file.isGone()
                    && file.quiet(now.toEpochMilli()) >= pace.rotated().toMillis();
            boolean endLine = over
                    || file.quiet(now.toEpochMilli()) >= input.halfLineAfter().toMillis();
            boolean endRecord = over
                    || input.multiline() == null
                    || file.quiet(now.toEpochMilli())
                            >= input.multiline().timeout().toMillis();
            if (!file.isWorthTrying(endLine, endRecord) || !file.open() || restartIfEmptied(file)) {
                return false;
            }
            long before = file.read().offset();
            if (before > 0) {
                file.lookAtHead();
            }
            int count = file.fill(window, (int) Math.min(window.length, file.size() - before));
            if (before == 0) {
                file.beganAs(window, count);
            }
            boolean all = before + count == file.size();
            records.over(window, count, file.read().cut(), all && endLine, all && endRecord);
            boolean complete = takeRecords(file);
            if (records.position() == 0 && records.isCut() == file.read().cut()) {
                file.failed(endLine, endRecord);
                return false;
            }
            file.advance(window, records.position(), records.isCut());
            progress.put(file, new Progress(file.generation(), file.read()));
            return !complete || !all;
        }

        /** Whether all complete records were taken. */
        private boolean takeRecords(TrackedFile file) {
            boolean beginning = file.read().offset() == 0;
            while (!isFull()) {
                String record = records.next();
                if (record == null) {
                    return true;
                }
                String body = beginning ? withoutByteOrderMark(record) : record;
                beginning = false;
                if (!body.isBlank()) {
                    lines.add(line(file, body));
                    text += body.length();
                }
            }
            return false;
        }

        private Line line(TrackedFile file, String body) {
            return new Line(
                    origin(file),
                    now,
                    null,
                    body,
                    Map.of("log.file.path", file.path().toString(), "log.file.name", nameOf(file)));
        }
    }

    private static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static String nameOf(TrackedFile file) {
        return String.valueOf(file.path().getFileName());
    }

    private Line.Origin origin(TrackedFile file) {
        Map<String, String> attributes = new TreeMap<>(input.attributes());
        attributes.put("host.name", host);
        String service = input.service();
        attributes.put("service.name", service != null ? service : nameOf(file).replaceFirst("(?<=.)\\..*$", ""));
        if (input.env() != null) {
            attributes.put("deployment.environment.name", input.env());
        }
        return new Line.Origin(attributes);
    }

    private void acknowledged(Map<TrackedFile, Progress> progress) {
        List<TrackedFile> changed = new ArrayList<>();
        progress.forEach((file, made) -> {
            if (file.generation() == made.generation()) {
                file.acknowledge(made.mark());
                changed.add(file);
            } else {
                acknowledgedOfEmptied(file, made, changed);
            }
        });
        save(changed);
        stand();
    }

    /** It was emptied meanwhile: what was taken stands in a copy now, which was found, or will be, or is not there. */
    private void acknowledgedOfEmptied(TrackedFile file, Progress made, List<TrackedFile> changed) {
        TrackedFile.Emptied emptied = file.emptied();
        if (emptied != null && made.generation() == file.generation() - 1) {
            file.acknowledgeEmptied(made.mark());
            admission.setAside(new FileEntry(file.path(), file.key(), file.born(), emptied.head(), made.mark(), 0));
        }
        tracked.values().stream()
                .filter(copy -> copy.read().equals(made.mark()))
                .forEach(copy -> {
                    copy.acknowledge(made.mark());
                    changed.add(copy);
                });
    }

    private void save(Collection<TrackedFile> files) {
        try {
            checkpoints.save(id, files.stream().map(TrackedFile::entry).toList());
            notes.over("save");
        } catch (IOException e) {
            notes.say(
                    "save",
                    "How far it has come cannot be written, so a restart will send what is sent now again: " + e);
        }
    }

    private void unreadable(TrackedFile file, IOException e) {
        notes.say(
                "read " + file.name(),
                "%s: cannot read %s: %s"
                        .formatted(name(), file.name(), e.getClass().getSimpleName()));
    }

    private void stand() {
        standing = new Standing(
                tracked.size(),
                tracked.values().stream().mapToLong(TrackedFile::behind).sum());
    }

    @Override
    public boolean isExhausted() {
        return looked && tracked.values().stream().allMatch(file -> file.copy() == null && !file.hasMore());
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public void close() {
        List.copyOf(tracked.values()).forEach(admission::forget);
    }
}

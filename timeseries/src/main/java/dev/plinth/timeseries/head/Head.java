// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.head;

import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.index.LabelIndex;
import dev.plinth.timeseries.remote.LabelBytes;
import dev.plinth.timeseries.remote.MalformedRequestException;
import dev.plinth.timeseries.remote.SeriesCursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The recent samples of many series in memory. Samples are in windows of time: once nothing more is expected for a window, what it has is
 * taken out and kept elsewhere. One thread adds and takes out, any thread may read meanwhile.
 */
public final class Head {
    private static final int MAX_EXEMPLARS = 20_000;
    private static final int MAX_FAMILIES = 20_000;
    private static final int MAX_METADATA = 8;

    private final long window;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final ArrayDeque<OfSeries> exemplars = new ArrayDeque<>();
    private final Map<String, Set<Metadata>> metadata = new HashMap<>();
    private LabelIndex index = new LabelIndex();
    private List<HeadSeries> series = new ArrayList<>();
    private SeriesTable table = new SeriesTable();
    private volatile long begin;

    private record OfSeries(Labels labels, Exemplar exemplar) {}

    /**
     * An empty one.
     *
     * @param windowMillis how long a window is
     * @param begin the beginning of a window; samples before it are kept elsewhere already
     */
    public Head(long windowMillis, long begin) {
        this.window = windowMillis;
        this.begin = begin;
    }

    /**
     * What became of the samples of a request.
     *
     * @param repeated the series has another of the same time already, which counts
     * @param tooOld before the first window that is here
     */
    public record Added(int added, int repeated, int tooOld) {}

    /**
     * Adds what is in a request whose labels are as {@link LabelBytes} wants them.
     *
     * @throws MalformedRequestException when it is none; series before the fault are added
     */
    public Added add(byte[] request) throws MalformedRequestException {
        lock.writeLock().lock();
        try {
            SeriesCursor cursor = new SeriesCursor(request);
            Adding adding = new Adding();
            while (cursor.next()) {
                adding.to = series(cursor);
                cursor.samples(adding);
            }
            cursor.metadata().forEach(this::learn);
            return new Added(adding.added, adding.repeated, adding.tooOld);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void learn(Metadata each) {
        Set<Metadata> known = metadata.get(each.family());
        if (known == null) {
            if (metadata.size() < MAX_FAMILIES) {
                metadata.put(each.family(), new HashSet<>(Set.of(each)));
            }
        } else if (known.size() < MAX_METADATA) {
            known.add(each);
        }
    }

    private HeadSeries series(SeriesCursor cursor) throws MalformedRequestException {
        if (!cursor.isCanonical()) {
            throw new MalformedRequestException("labels of a series are not as they should be");
        }
        byte[] bytes = cursor.bytes();
        long hash = LabelBytes.hash(bytes, cursor.labelsFrom(), cursor.labelsTo());
        HeadSeries known = table.find(bytes, cursor.labelsFrom(), cursor.labelsTo(), hash);
        if (known == null) {
            byte[] key = Arrays.copyOfRange(bytes, cursor.labelsFrom(), cursor.labelsTo());
            known = new HeadSeries(key, hash, cursor.labels(index::shared), window);
            insert(known);
        }
        return known;
    }

    private void insert(HeadSeries added) {
        table.add(added);
        index.add(added.labels());
        series.add(added);
    }

    private final class Adding implements SeriesCursor.Sink {
        private @Nullable HeadSeries to;
        private int added;
        private int repeated;
        private int tooOld;

        @Override
        public void number(long time, double value) {
            add(time, value, null);
        }

        @Override
        public void histogram(long time, Histogram histogram) {
            add(time, 0, histogram);
        }

        private void add(long time, double value, @Nullable Histogram histogram) {
            if (time < begin || to == null) {
                tooOld++;
            } else {
                switch (to.add(time, value, histogram)) {
                    case ADDED -> added++;
                    case REPEATED -> repeated++;
                }
            }
        }

        @Override
        public void exemplar(Exemplar exemplar) {
            if (to != null) {
                if (exemplars.size() == MAX_EXEMPLARS) {
                    exemplars.removeFirst();
                }
                exemplars.addLast(new OfSeries(to.labels(), exemplar));
            }
        }
    }

    /** The beginning of the first window that is here. */
    public long begin() {
        return begin;
    }

    /** How many series there are. */
    public int size() {
        lock.readLock().lock();
        try {
            return series.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The series that all matchers match and that may have samples from one time to the other, both inclusive. */
    public List<HeadSeries> select(List<Matcher> matchers, long from, long to) {
        List<HeadSeries> selected = new ArrayList<>();
        lock.readLock().lock();
        try {
            index.select(matchers, number -> {
                HeadSeries each = series.get(number);
                if (each.isWithin(from, to)) {
                    selected.add(each);
                }
            });
        } finally {
            lock.readLock().unlock();
        }
        return selected;
    }

    /** Exemplars of the series that all matchers match, from one time to the other, both inclusive. */
    public Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
        Map<Labels, List<Exemplar>> found = new LinkedHashMap<>();
        lock.readLock().lock();
        try {
            for (OfSeries each : exemplars) {
                long time = each.exemplar.time();
                if (time >= from && time <= to && matchers.stream().allMatch(matcher -> matcher.matches(each.labels))) {
                    found.computeIfAbsent(each.labels, labels -> new ArrayList<>())
                            .add(each.exemplar);
                }
            }
        } finally {
            lock.readLock().unlock();
        }
        found.values().forEach(list -> list.sort(Comparator.comparingLong(Exemplar::time)));
        return found;
    }

    /** What senders said of families of metrics, by their names. */
    public Map<String, Set<Metadata>> metadata() {
        lock.readLock().lock();
        try {
            Map<String, Set<Metadata>> copy = new HashMap<>();
            metadata.forEach((family, all) -> copy.put(family, Set.copyOf(all)));
            return copy;
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Samples of a series in a window.
     *
     * @param key the bytes of its labels
     */
    public record Part(byte[] key, Labels labels, Samples samples) {}

    /** What there is before the beginning of a window, sorted by labels. It stays until {@link #dropBefore} is called. */
    public List<Part> before(long until) {
        List<Part> parts = new ArrayList<>();
        for (HeadSeries each : select(List.of(), begin, until - 1)) {
            Samples samples = MergedSamples.between(each.samples(begin, until - 1), begin, until);
            if (samples.size() > 0) {
                parts.add(new Part(each.key, each.labels(), samples));
            }
        }
        parts.sort(Comparator.comparing(Part::labels));
        return parts;
    }

    /** Forgets what is before the beginning of a window, and series that have nothing else. */
    public void dropBefore(long until) {
        lock.writeLock().lock();
        try {
            begin = until;
            List<HeadSeries> left = new ArrayList<>(series.size());
            for (HeadSeries each : series) {
                each.dropBefore(until);
                if (!each.isEmpty()) {
                    left.add(each);
                }
            }
            if (left.size() < series.size()) {
                index = new LabelIndex();
                table = new SeriesTable();
                series = new ArrayList<>(left.size());
                left.forEach(this::insert);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}

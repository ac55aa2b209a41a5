// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.block;

import dev.plinth.core.telemetry.metric.block.BlockDirectory.Place;
import dev.plinth.promql.Samples;
import dev.plinth.timeseries.column.SampleBlock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads blocks for one query. The last ones stay open, since the next series is mostly in the same. */
public final class BlockReader {
    private static final int MAX_OPEN = 256;

    private final BlockStore store;
    private final BlockCache cache;
    private final BlockDirectory directory;
    private final Map<BlockKey, SampleBlock> open = new LinkedHashMap<>(MAX_OPEN, 0.75f, true);
    private final Set<BlockKey> gone = new HashSet<>();

    BlockReader(BlockStore store, BlockCache cache, BlockDirectory directory) {
        this.store = store;
        this.cache = cache;
        this.directory = directory;
    }

    /** Samples from all these places, in the order of the places; none from blocks that were deleted meanwhile. */
    public List<Samples> samples(List<Place> places) {
        List<BlockKey> missing = new ArrayList<>();
        for (Place place : places) {
            if (!open.containsKey(place.block()) && !gone.contains(place.block())) {
                byte[] known = cache.find(place.block());
                if (known == null) {
                    missing.add(place.block());
                } else {
                    open.put(place.block(), SampleBlock.read(known));
                }
            }
        }
        if (!missing.isEmpty()) {
            fetch(missing);
        }
        List<Samples> samples = new ArrayList<>(places.size());
        for (Place place : places) {
            SampleBlock block = open.get(place.block());
            if (block != null) {
                samples.add(block.samples(place.index()));
            }
        }
        while (open.size() > Math.max(MAX_OPEN, places.size())) {
            open.remove(open.keySet().iterator().next());
        }
        return samples;
    }

    private void fetch(List<BlockKey> missing) {
        Map<BlockKey, byte[]> found = store.read(missing);
        found.forEach((key, data) -> {
            cache.put(key, data);
            open.put(key, SampleBlock.read(data));
        });
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            gone.addAll(missing);
            directory.gone(Set.copyOf(missing));
        }
    }
}

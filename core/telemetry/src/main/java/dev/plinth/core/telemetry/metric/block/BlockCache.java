// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.block;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Blocks that were read last, up to a number of bytes. */
@Component
public class BlockCache {
    private static final long MAX_BYTES = 64L << 20;

    private final BlockStore store;
    private final BlockDirectory directory;
    private final Map<BlockKey, byte[]> blocks = new LinkedHashMap<>(256, 0.75f, true);
    private long bytes;

    BlockCache(BlockStore store, BlockDirectory directory) {
        this.store = store;
        this.directory = directory;
    }

    public BlockReader open() {
        return new BlockReader(store, this, directory);
    }

    synchronized byte @Nullable [] find(BlockKey key) {
        return blocks.get(key);
    }

    synchronized void put(BlockKey key, byte[] data) {
        byte[] before = blocks.put(key, data);
        bytes += data.length - (before == null ? 0 : before.length);
        Iterator<byte[]> oldest = blocks.values().iterator();
        while (bytes > MAX_BYTES && oldest.hasNext()) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }
}

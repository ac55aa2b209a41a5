// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import static dev.plinth.core.telemetry.metric.engine.Described.counter;
import static dev.plinth.core.telemetry.metric.engine.Described.gauge;
import static dev.plinth.core.telemetry.metric.engine.Described.summary;
import static dev.plinth.core.telemetry.metric.engine.OpenSearchFigures.MILLIS;
import static dev.plinth.core.telemetry.metric.engine.OpenSearchFigures.figure;

import dev.plinth.core.telemetry.metric.engine.OpenSearchFigures.Figure;
import dev.plinth.timeseries.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a node of OpenSearch says of itself. */
final class OpenSearchNode {
    private static final List<Figure> FIGURES = List.of(
            figure(
                    "/os/cpu/percent",
                    gauge("elasticsearch_os_cpu_percent", "Processors of the machine in use, in percent")),
            figure("/os/cpu/load_average/1m", gauge("elasticsearch_os_load1", "Load of the machine over a minute")),
            figure("/os/cpu/load_average/5m", gauge("elasticsearch_os_load5", "Load of the machine over five minutes")),
            figure(
                    "/os/cpu/load_average/15m",
                    gauge("elasticsearch_os_load15", "Load of the machine over a quarter of an hour")),
            figure("/os/mem/free_in_bytes", gauge("elasticsearch_os_mem_free_bytes", "Free memory of the machine")),
            figure("/os/mem/used_in_bytes", gauge("elasticsearch_os_mem_used_bytes", "Used memory of the machine")),
            figure("/process/cpu/percent", gauge("elasticsearch_process_cpu_percent", "Processors in use, in percent")),
            figure(
                    "/process/cpu/total_in_millis",
                    counter("elasticsearch_process_cpu_seconds_total", "Processor time"),
                    MILLIS),
            figure(
                    "/process/mem/total_virtual_in_bytes",
                    gauge("elasticsearch_process_mem_virtual_size_bytes", "Virtual memory")),
            figure("/process/open_file_descriptors", gauge("elasticsearch_process_open_files_count", "Open files")),
            figure(
                    "/process/max_file_descriptors",
                    gauge("elasticsearch_process_max_files_descriptors", "How many files may be open")),
            figure("/jvm/uptime_in_millis", gauge("elasticsearch_jvm_uptime_seconds", "Time since the start"), MILLIS),
            figure("/jvm/threads/count", gauge("elasticsearch_jvm_threads_count", "Threads")),
            figure("/indices/docs/count", gauge("elasticsearch_indices_docs", "Documents")),
            figure("/indices/docs/deleted", gauge("elasticsearch_indices_docs_deleted", "Deleted documents")),
            figure("/indices/store/size_in_bytes", gauge("elasticsearch_indices_store_size_bytes", "Room on disk")),
            figure(
                    "/indices/indexing/index_total",
                    counter("elasticsearch_indices_indexing_index_total", "Documents that came")),
            figure(
                    "/indices/indexing/index_time_in_millis",
                    counter("elasticsearch_indices_indexing_index_time_seconds_total", "Time of taking documents"),
                    MILLIS),
            figure(
                    "/indices/indexing/index_failed",
                    counter("elasticsearch_indices_indexing_index_failed_total", "Documents that were not taken")),
            figure(
                    "/indices/indexing/delete_total",
                    counter("elasticsearch_indices_indexing_delete_total", "Deletions of documents")),
            figure(
                    "/indices/indexing/throttle_time_in_millis",
                    counter(
                            "elasticsearch_indices_indexing_throttle_time_seconds_total",
                            "Time that documents were held up"),
                    MILLIS),
            figure(
                    "/indices/search/query_total",
                    counter("elasticsearch_indices_search_query_total", "Searches, each shard's counted")),
            figure(
                    "/indices/search/query_time_in_millis",
                    counter("elasticsearch_indices_search_query_time_seconds", "Time of searches"),
                    MILLIS),
            figure(
                    "/indices/search/fetch_total",
                    counter("elasticsearch_indices_search_fetch_total", "Fetches of what was found")),
            figure(
                    "/indices/search/fetch_time_in_millis",
                    counter("elasticsearch_indices_search_fetch_time_seconds", "Time of fetching what was found"),
                    MILLIS),
            figure(
                    "/indices/search/open_contexts",
                    gauge("elasticsearch_indices_search_open_contexts", "Searches that go on")),
            figure("/indices/get/total", counter("elasticsearch_indices_get_total", "Documents that were asked for")),
            figure(
                    "/indices/get/time_in_millis",
                    counter("elasticsearch_indices_get_time_seconds", "Time of getting documents"),
                    MILLIS),
            figure("/indices/refresh/total", counter("elasticsearch_indices_refresh_total", "Refreshes")),
            figure(
                    "/indices/refresh/total_time_in_millis",
                    counter("elasticsearch_indices_refresh_time_seconds_total", "Time of refreshes"),
                    MILLIS),
            figure("/indices/flush/total", counter("elasticsearch_indices_flush_total", "Flushes")),
            figure(
                    "/indices/flush/total_time_in_millis",
                    counter("elasticsearch_indices_flush_time_seconds", "Time of flushes"),
                    MILLIS),
            figure("/indices/merges/current", gauge("elasticsearch_indices_merges_current", "Merges that go on")),
            figure("/indices/merges/total", counter("elasticsearch_indices_merges_total", "Merges")),
            figure(
                    "/indices/merges/total_time_in_millis",
                    counter("elasticsearch_indices_merges_total_time_seconds_total", "Time of merges"),
                    MILLIS),
            figure("/indices/segments/count", gauge("elasticsearch_indices_segments_count", "Segments")),
            figure(
                    "/indices/fielddata/memory_size_in_bytes",
                    gauge("elasticsearch_indices_fielddata_memory_size_bytes", "Memory of field data")),
            figure(
                    "/indices/fielddata/evictions",
                    counter("elasticsearch_indices_fielddata_evictions", "Field data that had to go")),
            figure(
                    "/indices/query_cache/memory_size_in_bytes",
                    gauge("elasticsearch_indices_query_cache_memory_size_bytes", "Memory of the cache of queries")),
            figure(
                    "/indices/query_cache/evictions",
                    counter("elasticsearch_indices_query_cache_evictions", "What had to go from the cache of queries")),
            figure(
                    "/indices/request_cache/memory_size_in_bytes",
                    gauge("elasticsearch_indices_request_cache_memory_size_bytes", "Memory of the cache of requests")),
            figure(
                    "/indices/translog/operations",
                    gauge("elasticsearch_indices_translog_operations", "Operations in the log")),
            figure(
                    "/indices/translog/size_in_bytes",
                    gauge("elasticsearch_indices_translog_size_in_bytes", "Size of the log")),
            figure(
                    "/transport/rx_size_in_bytes",
                    counter("elasticsearch_transport_rx_size_bytes_total", "Bytes from other nodes")),
            figure(
                    "/transport/tx_size_in_bytes",
                    counter("elasticsearch_transport_tx_size_bytes_total", "Bytes to other nodes")));

    private static final Metadata MEMORY_USED = gauge("elasticsearch_jvm_memory_used_bytes", "Memory that is used");
    private static final Metadata MEMORY_COMMITTED =
            gauge("elasticsearch_jvm_memory_committed_bytes", "Memory that the operating system gives");
    private static final Metadata MEMORY_MAX =
            gauge("elasticsearch_jvm_memory_max_bytes", "How much memory there may be");
    private static final Metadata COLLECTIONS =
            summary("elasticsearch_jvm_gc_collection_seconds", "Time of collecting garbage");

    private static final List<Figure> POOL = List.of(
            figure(
                    "/used_in_bytes",
                    gauge("elasticsearch_jvm_memory_pool_used_bytes", "Memory of the pool that is used")),
            figure(
                    "/max_in_bytes",
                    gauge("elasticsearch_jvm_memory_pool_max_bytes", "How much memory the pool may have")));
    private static final List<Figure> BUFFERS = List.of(figure(
            "/used_in_bytes",
            gauge("elasticsearch_jvm_buffer_pool_used_bytes", "Memory of buffers outside of the heap")));
    private static final List<Figure> THREADS = List.of(
            figure("/threads", gauge("elasticsearch_thread_pool_threads_count", "Threads")),
            figure("/queue", gauge("elasticsearch_thread_pool_queue_count", "What waits for a thread")),
            figure("/active", gauge("elasticsearch_thread_pool_active_count", "Threads that are at work")),
            figure("/largest", gauge("elasticsearch_thread_pool_largest_count", "Threads at most so far")),
            figure(
                    "/rejected",
                    counter("elasticsearch_thread_pool_rejected_count", "What was refused, as there was no room")),
            figure("/completed", counter("elasticsearch_thread_pool_completed_count", "What was done")));
    private static final List<Figure> DISK = List.of(
            figure(
                    "/available_in_bytes",
                    gauge("elasticsearch_filesystem_data_available_bytes", "Room that it may still use")),
            figure("/free_in_bytes", gauge("elasticsearch_filesystem_data_free_bytes", "Room that is free")),
            figure("/total_in_bytes", gauge("elasticsearch_filesystem_data_size_bytes", "Size of the disk")));
    private static final List<Figure> BREAKER = List.of(
            figure(
                    "/estimated_size_in_bytes",
                    gauge("elasticsearch_breakers_estimated_size_bytes", "Memory that is in use by estimate")),
            figure(
                    "/limit_size_in_bytes",
                    gauge("elasticsearch_breakers_limit_size_bytes", "Memory at which requests are refused")),
            figure(
                    "/tripped",
                    counter("elasticsearch_breakers_tripped", "Requests that were refused as memory was short")));

    private static final Map<String, String> ROLES = Map.of(
            "es_data_node",
            "data",
            "es_ingest_node",
            "ingest",
            "es_master_node",
            "cluster_manager",
            "es_client_node",
            "coordinating_only");

    private final Readings to;
    private final JsonNode node;
    private final List<String> own;

    private OpenSearchNode(JsonNode node, String cluster, Readings to) {
        this.node = node;
        this.to = to;
        this.own = labels(node, cluster);
    }

    static void add(JsonNode node, String cluster, Readings to) {
        OpenSearchNode told = new OpenSearchNode(node, cluster, to);
        OpenSearchFigures.add(FIGURES, node, to, told.labels());
        told.memory("heap", "heap");
        told.memory("non_heap", "non-heap");
        told.collectors();
        told.each("/jvm/mem/pools", "pool", POOL);
        told.each("/jvm/buffer_pools", "type", BUFFERS);
        told.each("/thread_pool", "type", THREADS);
        told.each("/breakers", "breaker", BREAKER);
        for (JsonNode disk : node.at("/fs/data")) {
            OpenSearchFigures.add(
                    DISK,
                    disk,
                    to,
                    told.labels(
                            "mount",
                            disk.path("mount").asString(""),
                            "path",
                            disk.path("path").asString("")));
        }
    }

    private static List<String> labels(JsonNode node, String cluster) {
        List<String> roles = new ArrayList<>();
        node.path("roles")
                .forEach(role -> roles.add(role.asString("").equals("master") ? "cluster_manager" : role.asString("")));
        if (roles.isEmpty()) {
            roles.add("coordinating_only");
        }
        List<String> labels = new ArrayList<>(List.of(
                "cluster",
                cluster,
                "host",
                node.path("host").asString(""),
                "name",
                node.path("name").asString("")));
        ROLES.forEach((label, role) -> {
            labels.add(label);
            labels.add(Boolean.toString(roles.contains(role)));
        });
        return labels;
    }

    private String[] labels(String... more) {
        List<String> all = new ArrayList<>(own);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void memory(String field, String area) {
        memory(MEMORY_USED, field + "_used_in_bytes", area);
        memory(MEMORY_COMMITTED, field + "_committed_in_bytes", area);
        memory(MEMORY_MAX, field + "_max_in_bytes", area);
    }

    private void memory(Metadata metric, String field, String area) {
        JsonNode value = node.at("/jvm/mem").path(field);
        if (value.isNumber()) {
            to.add(metric, value.asDouble(0), labels("area", area));
        }
    }

    private void collectors() {
        node.at("/jvm/gc/collectors")
                .properties()
                .forEach(each -> to.addSummary(
                        COLLECTIONS,
                        each.getValue().path("collection_time_in_millis").asDouble(0) * MILLIS,
                        each.getValue().path("collection_count").asDouble(0),
                        labels("gc", each.getKey())));
    }

    private void each(String at, String label, List<Figure> figures) {
        node.at(at)
                .properties()
                .forEach(each -> OpenSearchFigures.add(figures, each.getValue(), to, labels(label, each.getKey())));
    }
}

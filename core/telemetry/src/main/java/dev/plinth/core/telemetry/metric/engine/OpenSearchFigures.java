// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import static dev.plinth.core.telemetry.metric.engine.Described.counter;
import static dev.plinth.core.telemetry.metric.engine.Described.gauge;

import dev.plinth.timeseries.Metadata;
import java.util.List;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Where figures are in what OpenSearch answers, and the metrics that they are told as. */
final class OpenSearchFigures {
    static final double MILLIS = 1e-3;

    static final Metadata STATUS = gauge("elasticsearch_cluster_health_status", "Whether the cluster has that color");

    static final List<Figure> HEALTH = List.of(
            figure("/number_of_nodes", gauge("elasticsearch_cluster_health_number_of_nodes", "Nodes")),
            figure(
                    "/number_of_data_nodes",
                    gauge("elasticsearch_cluster_health_number_of_data_nodes", "Nodes with data")),
            figure(
                    "/active_primary_shards",
                    gauge("elasticsearch_cluster_health_active_primary_shards", "Primary shards")),
            figure("/active_shards", gauge("elasticsearch_cluster_health_active_shards", "Shards and copies of them")),
            figure(
                    "/relocating_shards",
                    gauge("elasticsearch_cluster_health_relocating_shards", "Shards on their way")),
            figure(
                    "/initializing_shards",
                    gauge("elasticsearch_cluster_health_initializing_shards", "Shards that begin")),
            figure(
                    "/unassigned_shards",
                    gauge("elasticsearch_cluster_health_unassigned_shards", "Shards without a node")),
            figure(
                    "/delayed_unassigned_shards",
                    gauge("elasticsearch_cluster_health_delayed_unassigned_shards", "Shards that wait for their node")),
            figure(
                    "/number_of_pending_tasks",
                    gauge("elasticsearch_cluster_health_number_of_pending_tasks", "Changes of the cluster that wait")),
            figure(
                    "/number_of_in_flight_fetch",
                    gauge("elasticsearch_cluster_health_number_of_in_flight_fetch", "Questions for shards on the way")),
            figure(
                    "/task_max_waiting_in_queue_millis",
                    gauge(
                            "elasticsearch_cluster_health_task_max_waiting_in_queue_millis",
                            "How long the oldest change waits")));

    static final List<Figure> INDEX = List.of(
            figure("/primaries/docs/count", gauge("elasticsearch_indices_docs_primary", "Documents")),
            figure("/primaries/docs/deleted", gauge("elasticsearch_indices_deleted_docs_primary", "Deleted documents")),
            figure("/total/docs/count", gauge("elasticsearch_indices_docs_total", "Documents with their copies")),
            figure(
                    "/primaries/store/size_in_bytes",
                    gauge("elasticsearch_indices_store_size_bytes_primary", "Room on disk without copies")),
            figure(
                    "/total/store/size_in_bytes",
                    gauge("elasticsearch_indices_store_size_bytes_total", "Room on disk with copies")),
            figure(
                    "/total/indexing/index_total",
                    counter("elasticsearch_index_stats_indexing_index_total", "Documents that came")),
            figure(
                    "/total/indexing/index_time_in_millis",
                    counter("elasticsearch_index_stats_indexing_index_time_seconds_total", "Time of taking documents"),
                    MILLIS),
            figure(
                    "/total/search/query_total",
                    counter("elasticsearch_index_stats_search_query_total", "Searches, each shard's counted")),
            figure(
                    "/total/search/query_time_in_millis",
                    counter("elasticsearch_index_stats_search_query_time_seconds_total", "Time of searches"),
                    MILLIS));

    /**
     * One of them.
     *
     * @param factor of what OpenSearch says to what is told
     */
    record Figure(JsonPointer at, Metadata metric, double factor) {}

    private OpenSearchFigures() {}

    static Figure figure(String at, Metadata metric) {
        return figure(at, metric, 1);
    }

    static Figure figure(String at, Metadata metric, double factor) {
        return new Figure(JsonPointer.compile(at), metric, factor);
    }

    /** Those that are there. */
    static void add(List<Figure> figures, JsonNode answer, Readings to, String... labels) {
        for (Figure figure : figures) {
            JsonNode value = answer.at(figure.at());
            if (value.isNumber()) {
                to.add(figure.metric(), value.asDouble(0) * figure.factor(), labels);
            }
        }
    }
}

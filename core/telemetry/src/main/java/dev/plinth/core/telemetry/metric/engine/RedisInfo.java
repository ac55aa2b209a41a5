// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import static dev.plinth.core.telemetry.metric.engine.Described.counter;
import static dev.plinth.core.telemetry.metric.engine.Described.gauge;

import dev.plinth.timeseries.Metadata;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Redis answers to {@code INFO}: lines of {@code field:value}, some of them with {@code name=value,name=value} for a value. */
final class RedisInfo {
    static final Metadata SLOW = gauge("redis_slowlog_length", "Commands in the log of slow ones");

    private static final Metadata INSTANCE =
            gauge("redis_instance_info", "Which version it is, and what it is to others");
    private static final Metadata COMMANDS = counter("redis_commands_total", "Calls of the command");
    private static final Metadata DURATIONS =
            counter("redis_commands_duration_seconds_total", "Time that calls of the command took");
    private static final Metadata REJECTED =
            counter("redis_commands_rejected_calls_total", "Calls of the command that were wrong or not allowed");
    private static final Metadata FAILED =
            counter("redis_commands_failed_calls_total", "Calls of the command that failed");
    private static final Metadata ERRORS = counter("redis_errors_total", "Errors that were answered");
    private static final Metadata KEYS = gauge("redis_db_keys", "Keys");
    private static final Metadata EXPIRING = gauge("redis_db_keys_expiring", "Keys that have a time to live");
    private static final Metadata TTL = gauge("redis_db_avg_ttl_seconds", "Mean time to live");
    private static final Metadata REPLICA_OFFSET =
            gauge("redis_connected_slave_offset_bytes", "How far the replica is in what is replicated");
    private static final Metadata REPLICA_LAG =
            gauge("redis_connected_slave_lag_seconds", "How long ago the replica was heard of");
    private static final Metadata MASTER_UP =
            gauge("redis_master_link_up", "Whether the server it follows is connected; of replicas only");

    private static final double MICROS = 1e-6;
    private static final int DATABASES = 16;

    private static final Map<String, Field> FIELDS = new LinkedHashMap<>();

    /** @param factor of what Redis says to what is told */
    private record Field(Metadata metric, double factor) {}

    private static void gauges(String field, String name, String help) {
        FIELDS.put(field, new Field(gauge(name, help), 1));
    }

    private static void counters(String field, String name, String help) {
        FIELDS.put(field, new Field(counter(name, help), 1));
    }

    static {
        gauges("uptime_in_seconds", "redis_uptime_in_seconds", "Seconds since its start");
        gauges("connected_clients", "redis_connected_clients", "Clients");
        gauges("blocked_clients", "redis_blocked_clients", "Clients that wait in a blocking command");
        gauges("maxclients", "redis_max_clients", "How many clients there may be");
        gauges("tracking_clients", "redis_tracking_clients", "Clients that are told of changed keys");
        gauges("used_memory", "redis_memory_used_bytes", "Memory that is used");
        gauges("used_memory_rss", "redis_memory_used_rss_bytes", "Memory that the operating system gives");
        gauges("used_memory_peak", "redis_memory_used_peak_bytes", "Memory that was used at most");
        gauges("used_memory_overhead", "redis_memory_used_overhead_bytes", "Memory for other than data");
        gauges("used_memory_dataset", "redis_memory_used_dataset_bytes", "Memory for data");
        gauges("used_memory_lua", "redis_memory_used_lua_bytes", "Memory for scripts");
        gauges("maxmemory", "redis_memory_max_bytes", "How much memory may be used; 0 for as much as there is");
        gauges("total_system_memory", "redis_total_system_memory_bytes", "Memory of the machine");
        gauges(
                "mem_fragmentation_ratio",
                "redis_mem_fragmentation_ratio",
                "What the operating system gives, by what is used");
        gauges(
                "mem_fragmentation_bytes",
                "redis_mem_fragmentation_bytes",
                "What the operating system gives and is not used");
        gauges("loading", "redis_loading_dump_file", "Whether it still reads its data");
        gauges("rdb_changes_since_last_save", "redis_rdb_changes_since_last_save", "Changes since the last snapshot");
        gauges("rdb_bgsave_in_progress", "redis_rdb_bgsave_in_progress", "Whether a snapshot is written");
        gauges("rdb_last_save_time", "redis_rdb_last_save_timestamp_seconds", "When the last snapshot was written");
        gauges("rdb_last_bgsave_status", "redis_rdb_last_bgsave_status", "Whether the last snapshot was written well");
        gauges("rdb_last_bgsave_time_sec", "redis_rdb_last_bgsave_duration_sec", "Seconds that the last snapshot took");
        gauges("aof_enabled", "redis_aof_enabled", "Whether there is an append-only file");
        gauges(
                "aof_rewrite_in_progress",
                "redis_aof_rewrite_in_progress",
                "Whether the append-only file is written anew");
        gauges("aof_last_rewrite_time_sec", "redis_aof_last_rewrite_duration_sec", "Seconds that writing it anew took");
        gauges("aof_last_bgrewrite_status", "redis_aof_last_bgrewrite_status", "Whether it was written anew well");
        gauges("aof_last_write_status", "redis_aof_last_write_status", "Whether it was written to well");
        gauges("aof_current_size", "redis_aof_current_size_bytes", "Size of the append-only file");
        gauges("aof_base_size", "redis_aof_base_size_bytes", "Its size when it was written anew");
        gauges("aof_buffer_length", "redis_aof_buffer_length", "Bytes that are to be written to it");
        gauges("aof_pending_bio_fsync", "redis_aof_pending_bio_fsync", "Syncs of it that wait");
        counters("aof_delayed_fsync", "redis_aof_delayed_fsync", "Writes that waited for a sync");
        gauges("connected_slaves", "redis_connected_slaves", "Replicas");
        gauges("master_repl_offset", "redis_master_repl_offset", "How far it is in what is replicated");
        gauges("slave_repl_offset", "redis_slave_repl_offset", "How far it is in what it follows");
        gauges(
                "master_last_io_seconds_ago",
                "redis_master_last_io_seconds",
                "How long ago the server it follows was heard of");
        gauges(
                "master_sync_in_progress",
                "redis_master_sync_in_progress",
                "Whether it gets all data of the server it follows");
        gauges("repl_backlog_size", "redis_replication_backlog_bytes", "What is kept for replicas that come back");
        gauges("pubsub_channels", "redis_pubsub_channels", "Channels that are subscribed to");
        gauges("pubsub_patterns", "redis_pubsub_patterns", "Patterns that are subscribed to");
        gauges("cluster_enabled", "redis_cluster_enabled", "Whether it is of a cluster");
        FIELDS.put(
                "latest_fork_usec",
                new Field(gauge("redis_latest_fork_seconds", "How long the last fork stopped it"), MICROS));
        counters("total_connections_received", "redis_connections_received_total", "Connections that came");
        counters("rejected_connections", "redis_rejected_connections_total", "Connections that were too many");
        counters("total_commands_processed", "redis_commands_processed_total", "Commands");
        counters("total_net_input_bytes", "redis_net_input_bytes_total", "Bytes that came");
        counters("total_net_output_bytes", "redis_net_output_bytes_total", "Bytes that went");
        counters("keyspace_hits", "redis_keyspace_hits_total", "Keys that were looked for and were there");
        counters("keyspace_misses", "redis_keyspace_misses_total", "Keys that were looked for and were not there");
        counters("expired_keys", "redis_expired_keys_total", "Keys whose time was over");
        counters("evicted_keys", "redis_evicted_keys_total", "Keys that had to go, as there was no room");
        counters("total_error_replies", "redis_total_error_replies", "Errors that were answered");
        counters("used_cpu_sys", "redis_cpu_sys_seconds_total", "Processor time in the kernel");
        counters("used_cpu_user", "redis_cpu_user_seconds_total", "Processor time");
        counters(
                "used_cpu_sys_children",
                "redis_cpu_sys_children_seconds_total",
                "Processor time of forks in the kernel");
        counters("used_cpu_user_children", "redis_cpu_user_children_seconds_total", "Processor time of forks");
    }

    private final Map<String, String> lines;

    private RedisInfo(Map<String, String> lines) {
        this.lines = lines;
    }

    static RedisInfo of(String text) {
        Map<String, String> lines = new LinkedHashMap<>();
        text.lines()
                .filter(line -> !line.startsWith("#") && line.indexOf(':') > 0)
                .forEach(line -> {
                    // names of fields have no colon, values may
                    int colon = line.indexOf(':');
                    lines.putIfAbsent(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                });
        return new RedisInfo(lines);
    }

    void addTo(Readings to) {
        FIELDS.forEach((name, field) -> {
            Double value = number(lines.get(name));
            if (value != null) {
                to.add(field.metric(), value * field.factor());
            }
        });
        to.add(
                INSTANCE,
                1,
                "redis_version",
                lines.getOrDefault("redis_version", ""),
                "redis_mode",
                lines.getOrDefault("redis_mode", ""),
                "role",
                lines.getOrDefault("role", ""),
                "maxmemory_policy",
                lines.getOrDefault("maxmemory_policy", ""),
                "os",
                lines.getOrDefault("os", ""));
        String link = lines.get("master_link_status");
        if (link != null) {
            to.add(MASTER_UP, link.equals("up") ? 1 : 0);
        }
        lines.forEach((name, value) -> {
            if (name.startsWith("cmdstat_")) {
                command(name.substring("cmdstat_".length()), parts(value), to);
            } else if (name.startsWith("errorstat_")) {
                add(to, ERRORS, parts(value).get("count"), 1, "err", name.substring("errorstat_".length()));
            } else if (name.matches("slave\\d+")) {
                replica(parts(value), to);
            } else if (name.matches("db\\d+")) {
                database(name, parts(value), to);
            }
        });
        for (int i = 0; i < DATABASES; i++) {
            if (!lines.containsKey("db" + i)) {
                database("db" + i, Map.of("keys", "0", "expires", "0"), to);
            }
        }
    }

    private static void command(String name, Map<String, String> parts, Readings to) {
        add(to, COMMANDS, parts.get("calls"), 1, "cmd", name);
        add(to, DURATIONS, parts.get("usec"), MICROS, "cmd", name);
        add(to, REJECTED, parts.get("rejected_calls"), 1, "cmd", name);
        add(to, FAILED, parts.get("failed_calls"), 1, "cmd", name);
    }

    private static void replica(Map<String, String> parts, Readings to) {
        String[] labels = {
            "slave_ip",
            parts.getOrDefault("ip", ""),
            "slave_port",
            parts.getOrDefault("port", ""),
            "slave_state",
            parts.getOrDefault("state", "")
        };
        add(to, REPLICA_OFFSET, parts.get("offset"), 1, labels);
        add(to, REPLICA_LAG, parts.get("lag"), 1, labels);
    }

    private static void database(String name, Map<String, String> parts, Readings to) {
        add(to, KEYS, parts.get("keys"), 1, "db", name);
        add(to, EXPIRING, parts.get("expires"), 1, "db", name);
        add(to, TTL, parts.get("avg_ttl"), 1e-3, "db", name);
    }

    private static void add(Readings to, Metadata metric, @Nullable String text, double factor, String... labels) {
        Double value = number(text);
        if (value != null) {
            to.add(metric, value * factor, labels);
        }
    }

    private static Map<String, String> parts(String value) {
        Map<String, String> parts = new HashMap<>();
        for (String each : List.of(value.split(","))) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                parts.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return parts;
    }

    /** States are told as 1 for {@code ok} and 0 for {@code err}. */
    private static @Nullable Double number(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (List.of("ok", "err").contains(text)) {
            return text.equals("ok") ? 1.0 : 0.0;
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}

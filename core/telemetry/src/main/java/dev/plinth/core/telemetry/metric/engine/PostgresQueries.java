// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import static dev.plinth.core.telemetry.metric.engine.Described.counter;
import static dev.plinth.core.telemetry.metric.engine.Described.gauge;

import java.util.List;

/** What PostgreSQL 18 is asked. Tables are those of the core's own database, the largest first. */
final class PostgresQueries {
    private static final String DATABASES =
            "(select oid, datname from pg_database where datallowconn order by oid limit 200)";

    private static final PostgresQuery SERVER = new PostgresQuery(
            "version and start",
            """
            select current_setting('server_version'), current_setting('server_version'), 1,
                extract(epoch from pg_postmaster_start_time()), case when pg_is_in_recovery() then 1 else 0 end
            """,
            List.of("version", "short_version"),
            List.of(
                    gauge("pg_static", "Which version it is"),
                    gauge("pg_postmaster_start_time_seconds", "When the server was started"),
                    gauge("pg_replication_is_replica", "Whether it follows another server")));

    private static final PostgresQuery SETTINGS = new PostgresQuery(
            "settings",
            """
            select current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int,
                pg_size_bytes(current_setting('shared_buffers')), pg_size_bytes(current_setting('effective_cache_size')),
                pg_size_bytes(current_setting('work_mem')), pg_size_bytes(current_setting('maintenance_work_mem')),
                pg_size_bytes(current_setting('max_wal_size')),
                extract(epoch from current_setting('checkpoint_timeout')::interval)
            """,
            List.of(),
            List.of(
                    gauge("pg_settings_max_connections", "How many connections there may be"),
                    gauge("pg_settings_superuser_reserved_connections", "Connections that are kept for superusers"),
                    gauge("pg_settings_shared_buffers_bytes", "Memory for pages of all databases"),
                    gauge("pg_settings_effective_cache_size_bytes", "Memory for pages that the planner counts on"),
                    gauge("pg_settings_work_mem_bytes", "Memory that each sort or hash may take"),
                    gauge("pg_settings_maintenance_work_mem_bytes", "Memory that each work of maintenance may take"),
                    gauge("pg_settings_max_wal_size_bytes", "How much WAL there is before a checkpoint"),
                    gauge("pg_settings_checkpoint_timeout_seconds", "How long it is between checkpoints at most")));

    private static final PostgresQuery ACTIVITY = new PostgresQuery(
            "connections",
            """
            select d.datname, s.state, count(a.pid), coalesce(extract(epoch from now() - min(a.xact_start)), 0)
            from %s d
            cross join unnest(array['active', 'idle', 'idle in transaction', 'idle in transaction (aborted)',
                'fastpath function call', 'disabled']) s(state)
            left join pg_stat_activity a on a.datid = d.oid and a.state = s.state
            group by 1, 2
            """.formatted(DATABASES),
            List.of("datname", "state"),
            List.of(
                    gauge("pg_stat_activity_count", "Connections"),
                    gauge("pg_stat_activity_max_tx_duration", "Seconds that the oldest transaction runs")));

    private static final PostgresQuery WAITS = new PostgresQuery(
            "connections that wait for locks",
            """
            select d.datname, count(a.pid)
            from %s d
            left join pg_stat_activity a on a.datid = d.oid and a.wait_event_type = 'Lock'
            group by 1
            """.formatted(DATABASES),
            List.of("datname"),
            List.of(gauge("pg_stat_activity_waiting_for_lock_count", "Connections that wait for a lock of another")));

    private static final PostgresQuery LOCKS = new PostgresQuery(
            "locks",
            """
            select d.datname, m.mode, count(l.mode)
            from %s d
            cross join unnest(array['accesssharelock', 'rowsharelock', 'rowexclusivelock', 'shareupdateexclusivelock',
                'sharelock', 'sharerowexclusivelock', 'exclusivelock', 'accessexclusivelock', 'sireadlock']) m(mode)
            left join pg_locks l on l.database = d.oid and lower(l.mode) = m.mode
            group by 1, 2
            """.formatted(DATABASES),
            List.of("datname", "mode"),
            List.of(gauge("pg_locks_count", "Locks that are held or waited for")));

    private static final PostgresQuery DATABASE = new PostgresQuery(
            "databases",
            """
            select s.datname, s.datid::text, numbackends, xact_commit, xact_rollback, blks_read, blks_hit, tup_returned,
                tup_fetched, tup_inserted, tup_updated, tup_deleted, conflicts, temp_files, temp_bytes, deadlocks,
                checksum_failures, blk_read_time, blk_write_time, active_time / 1000, idle_in_transaction_time / 1000,
                sessions, sessions_abandoned, sessions_fatal, sessions_killed
            from pg_stat_database s join %s d on d.oid = s.datid
            """.formatted(DATABASES),
            List.of("datname", "datid"),
            List.of(
                    gauge("pg_stat_database_numbackends", "Connections"),
                    counter("pg_stat_database_xact_commit", "Transactions that were committed"),
                    counter("pg_stat_database_xact_rollback", "Transactions that were rolled back"),
                    counter("pg_stat_database_blks_read", "Blocks that were not in the cache"),
                    counter("pg_stat_database_blks_hit", "Blocks that were in the cache"),
                    counter("pg_stat_database_tup_returned", "Rows that were looked at"),
                    counter("pg_stat_database_tup_fetched", "Rows that were fetched by indexes"),
                    counter("pg_stat_database_tup_inserted", "Rows that were inserted"),
                    counter("pg_stat_database_tup_updated", "Rows that were updated"),
                    counter("pg_stat_database_tup_deleted", "Rows that were deleted"),
                    counter(
                            "pg_stat_database_conflicts",
                            "Queries that were canceled as they were in the way of recovery"),
                    counter("pg_stat_database_temp_files", "Temporary files that queries made"),
                    counter("pg_stat_database_temp_bytes", "Bytes that were written into temporary files"),
                    counter("pg_stat_database_deadlocks", "Deadlocks"),
                    counter("pg_stat_database_checksum_failures", "Pages whose checksum was wrong"),
                    counter(
                            "pg_stat_database_blk_read_time",
                            "Milliseconds of reading blocks, when track_io_timing is on"),
                    counter(
                            "pg_stat_database_blk_write_time",
                            "Milliseconds of writing blocks, when track_io_timing is on"),
                    counter("pg_stat_database_active_time_seconds_total", "Time that connections were at work"),
                    counter(
                            "pg_stat_database_idle_in_transaction_time_seconds_total",
                            "Time that transactions were idle"),
                    counter("pg_stat_database_sessions_total", "Connections that were made"),
                    counter("pg_stat_database_sessions_abandoned_total", "Connections whose client vanished"),
                    counter("pg_stat_database_sessions_fatal_total", "Connections that ended by an error"),
                    counter("pg_stat_database_sessions_killed_total", "Connections that an operator ended")));

    private static final PostgresQuery SIZE = new PostgresQuery(
            "sizes of databases",
            """
            select d.datname, case when has_database_privilege(d.oid, 'connect') or pg_has_role('pg_read_all_stats', 'usage')
                then pg_database_size(d.oid) end, age(p.datfrozenxid)
            from %s d join pg_database p on p.oid = d.oid
            """.formatted(DATABASES),
            List.of("datname"),
            List.of(
                    gauge("pg_database_size_bytes", "Room that the database takes on disk"),
                    gauge(
                            "pg_database_wraparound_age_datfrozenxid",
                            "Transactions since the oldest that is not frozen")));

    private static final PostgresQuery RELATIONS = new PostgresQuery(
            "tables",
            """
            select current_database(), s.schemaname, s.relname, seq_scan, seq_tup_read, idx_scan, idx_tup_fetch, n_tup_ins,
                n_tup_upd, n_tup_del, n_tup_hot_upd, n_live_tup, n_dead_tup, vacuum_count + autovacuum_count,
                analyze_count + autoanalyze_count, extract(epoch from greatest(last_vacuum, last_autovacuum)),
                pg_table_size(s.relid), pg_indexes_size(s.relid)
            from pg_stat_user_tables s join pg_class c on c.oid = s.relid
            order by c.relpages desc, s.n_live_tup desc, s.relid limit 200
            """,
            List.of("datname", "schemaname", "relname"),
            List.of(
                    counter("pg_stat_user_tables_seq_scan", "Scans of the whole table"),
                    counter("pg_stat_user_tables_seq_tup_read", "Rows that scans of the whole table read"),
                    counter("pg_stat_user_tables_idx_scan", "Scans of indexes"),
                    counter("pg_stat_user_tables_idx_tup_fetch", "Rows that were fetched by indexes"),
                    counter("pg_stat_user_tables_n_tup_ins", "Rows that were inserted"),
                    counter("pg_stat_user_tables_n_tup_upd", "Rows that were updated"),
                    counter("pg_stat_user_tables_n_tup_del", "Rows that were deleted"),
                    counter("pg_stat_user_tables_n_tup_hot_upd", "Rows that were updated without touching an index"),
                    gauge("pg_stat_user_tables_n_live_tup", "Rows, estimated"),
                    gauge("pg_stat_user_tables_n_dead_tup", "Dead rows, estimated"),
                    counter("pg_stat_user_tables_vacuum_total", "Vacuums, those that came by themselves too"),
                    counter("pg_stat_user_tables_analyze_total", "Analyzes, those that came by themselves too"),
                    gauge("pg_stat_user_tables_last_vacuum_timestamp_seconds", "When it was vacuumed last"),
                    gauge("pg_stat_user_tables_table_size_bytes", "Room on disk without indexes"),
                    gauge("pg_stat_user_tables_index_size_bytes", "Room on disk of its indexes")));

    private static final PostgresQuery LAG = new PostgresQuery(
            "replication lag",
            """
            select case when not pg_is_in_recovery() or pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
                else greatest(0, extract(epoch from now() - pg_last_xact_replay_timestamp())) end
            """,
            List.of(),
            List.of(gauge("pg_replication_lag_seconds", "How far behind its server it is; 0 when it follows none")));

    private static final PostgresQuery REPLICAS = new PostgresQuery(
            "replicas",
            """
            select application_name, client_addr::text, state,
                pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, replay_lsn),
                extract(epoch from replay_lag)
            from pg_stat_replication where state is not null limit 200
            """,
            List.of("application_name", "client_addr", "state"),
            List.of(
                    gauge("pg_stat_replication_pg_wal_lsn_diff", "Bytes of WAL that the replica has still to replay"),
                    gauge("pg_stat_replication_replay_lag_seconds", "How far behind the replica is")));

    private static final PostgresQuery SLOTS = new PostgresQuery(
            "replication slots",
            """
            select slot_name, slot_type, database, case when active then 1 else 0 end,
                pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, restart_lsn)
            from pg_replication_slots limit 200
            """,
            List.of("slot_name", "slot_type", "database"),
            List.of(
                    gauge("pg_replication_slots_active", "Whether somebody uses the slot"),
                    gauge("pg_replication_slots_pg_wal_lsn_diff", "Bytes of WAL that are kept for the slot")));

    private static final PostgresQuery WAL = new PostgresQuery(
            "WAL",
            "select wal_records, wal_fpi, wal_bytes, wal_buffers_full from pg_stat_wal",
            List.of(),
            List.of(
                    counter("pg_stat_wal_records_total", "Records of WAL"),
                    counter("pg_stat_wal_fpi_total", "Images of whole pages in the WAL"),
                    counter("pg_stat_wal_bytes_total", "Bytes of WAL"),
                    counter("pg_stat_wal_buffers_full_total", "Times that WAL was written as its buffers were full")));

    private static final PostgresQuery WAL_FILES = new PostgresQuery(
            "files of the WAL",
            "select count(*), coalesce(sum(size), 0) from pg_ls_waldir()",
            List.of(),
            List.of(
                    gauge("pg_wal_segments", "Files of WAL that are kept"),
                    gauge("pg_wal_size_bytes", "Room on disk of the WAL")));

    private static final PostgresQuery CHECKPOINTS = new PostgresQuery(
            "checkpoints",
            """
            select num_timed, num_requested, num_done, restartpoints_timed, restartpoints_req, write_time / 1000, sync_time / 1000,
                buffers_written
            from pg_stat_checkpointer
            """,
            List.of(),
            List.of(
                    counter("pg_stat_checkpointer_num_timed_total", "Checkpoints as their time had come"),
                    counter(
                            "pg_stat_checkpointer_num_requested_total",
                            "Checkpoints as there was much WAL or somebody asked"),
                    counter("pg_stat_checkpointer_num_done_total", "Checkpoints that were done"),
                    counter("pg_stat_checkpointer_restartpoints_timed_total", "Restart points as their time had come"),
                    counter("pg_stat_checkpointer_restartpoints_req_total", "Restart points that were asked for"),
                    counter("pg_stat_checkpointer_write_time_seconds_total", "Time that checkpoints wrote"),
                    counter(
                            "pg_stat_checkpointer_sync_time_seconds_total",
                            "Time that checkpoints waited for the disk"),
                    counter("pg_stat_checkpointer_buffers_written_total", "Buffers that checkpoints wrote")));

    private static final PostgresQuery BACKGROUND = new PostgresQuery(
            "the background writer",
            "select buffers_clean, maxwritten_clean, buffers_alloc from pg_stat_bgwriter",
            List.of(),
            List.of(
                    counter("pg_stat_bgwriter_buffers_clean_total", "Buffers that the background writer wrote"),
                    counter(
                            "pg_stat_bgwriter_maxwritten_clean_total",
                            "Times that it stopped as it had written enough"),
                    counter("pg_stat_bgwriter_buffers_alloc_total", "Buffers that were allocated")));

    private static final PostgresQuery ARCHIVE = new PostgresQuery(
            "the archiver",
            "select archived_count, failed_count, extract(epoch from now() - last_archived_time) from pg_stat_archiver",
            List.of(),
            List.of(
                    counter("pg_stat_archiver_archived_count", "Files of WAL that were archived"),
                    counter("pg_stat_archiver_failed_count", "Files of WAL that could not be archived"),
                    gauge("pg_stat_archiver_last_archive_age", "Seconds since a file of WAL was archived")));

    static final List<PostgresQuery> ALL = List.of(
            SERVER,
            SETTINGS,
            ACTIVITY,
            WAITS,
            LOCKS,
            DATABASE,
            SIZE,
            RELATIONS,
            LAG,
            REPLICAS,
            SLOTS,
            WAL,
            WAL_FILES,
            CHECKPOINTS,
            BACKGROUND,
            ARCHIVE);

    private PostgresQueries() {}
}

-- Labels of series of metrics, as the bytes that they always are.
create table metric_series (
    id     bigint generated always as identity primary key,
    -- SHA-256 of the labels, which are too long for an index
    digest bytea not null unique,
    labels bytea not null
);

-- Samples of many series in a window of time, each row a block.
create table metric_block (
    begin_at  timestamptz not null,
    partition int         not null,
    part      int         not null,
    end_at    timestamptz not null,
    samples   bigint      not null,
    bytes     int         not null,
    -- of the series in it, in their order
    series    bytea       not null,
    data      bytea       not null,
    primary key (begin_at, partition, part)
);

-- they are as small as they get, and parts of them are read
alter table metric_block alter column data set storage external;

-- Up to when samples of a partition are in blocks, and from which offset on the log has the rest. Written in the transaction of the blocks.
create table metric_partition (
    partition   int         primary key,
    -- a topic that is made again has another, and begins with offset 0
    incarnation text        not null,
    cut_until   timestamptz not null,
    replay_from bigint      not null
);

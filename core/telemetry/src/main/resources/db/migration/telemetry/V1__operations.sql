-- What was counted of all spans, kept or not: operations of services, and who calls whom.
create table series (
    id     bigint generated always as identity primary key,
    what   text   not null check (what in ('operation', 'call')),
    -- operation: service, environment, name, kind
    -- call: of who calls and of who is called, each the kind, name and environment
    labels text[] not null,
    unique (what, labels)
);

create table series_minute (
    at           timestamptz not null,
    series       bigint      not null references series,
    calls        bigint      not null,
    errors       bigint      not null,
    nanos        bigint      not null,
    -- how many took how long: an exponential histogram
    durations    bytea       not null,
    -- the slowest of the traces that are kept, and the last that failed
    slow_trace   bytea,
    slow_nanos   bigint      not null,
    failed_trace bytea,
    primary key (at, series)
);

-- Up to where a partition is counted. Written in the transaction of the counts, so that what is read again is not counted again.
create table counted (
    topic       text   not null,
    partition   int    not null,
    -- a topic that is made again has another, and begins with offset 0
    incarnation text   not null,
    next        bigint not null,
    primary key (topic, partition)
);

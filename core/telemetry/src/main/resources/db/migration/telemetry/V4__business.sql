-- Requests to services over gateways, by minute and by hour. Release is empty when an instance says none.
create table visit_minute (
    at       timestamptz not null,
    env      text        not null,
    app      text        not null,
    route    text        not null,
    release  text        not null,
    requests bigint      not null,
    errors   bigint      not null,
    views    bigint      not null,
    sessions bigint      not null,
    primary key (at, env, app, route, release)
);

create table visit_hour (
    at       timestamptz not null,
    env      text        not null,
    app      text        not null,
    route    text        not null,
    release  text        not null,
    requests bigint      not null,
    errors   bigint      not null,
    views    bigint      not null,
    sessions bigint      not null,
    -- a HyperLogLog sketch
    visitors bytea       not null,
    primary key (at, env, app, route, release)
);

-- Transactions by how they came out: the reason of a failure, or nothing for those that succeeded.
create table transaction_minute (
    at          timestamptz not null,
    env         text        not null,
    transaction text        not null,
    reason      text        not null,
    count       bigint      not null,
    amount      numeric     not null,
    users       bytea       not null,
    primary key (at, env, transaction, reason)
);

create table transaction_hour (
    at          timestamptz not null,
    env         text        not null,
    transaction text        not null,
    reason      text        not null,
    count       bigint      not null,
    amount      numeric     not null,
    users       bytea       not null,
    primary key (at, env, transaction, reason)
);

-- Who was there in the last half hour, as a number from which nobody can tell who it is.
create table visitor (
    partition int         not null,
    env       text        not null,
    app       text        not null,
    visitor   bigint      not null,
    seen      timestamptz not null,
    primary key (partition, env, app, visitor)
);

create index visitor_seen on visitor (seen);

-- Up to where a partition is counted. Written in the transaction of the counts, so that what is read again is not counted again.
create table business_counted (
    topic       text   not null,
    partition   int    not null,
    -- a topic that is made again has another, and begins with offset 0
    incarnation text   not null,
    next        bigint not null,
    primary key (topic, partition)
);

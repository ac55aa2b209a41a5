-- What passed over the gateways' routes, in steps of ten seconds. Kept for hours, so it is small; not part of a backup.
create table traffic (
    at       timestamptz not null,
    gateway  text        not null,
    env      text        not null,
    route    text        not null,
    -- requests by status class: none, 1xx, 2xx, 3xx, 4xx, 5xx
    statuses bigint[]    not null,
    -- requests by duration, one number per bound of the gateway's histogram and one for all that is longer
    buckets  bigint[]    not null,
    micros   bigint      not null,
    primary key (at, gateway, env, route)
);

-- What is up right now: leased, and never in the ledger. Only coming up, changing and going down are events; heartbeats are not.

create table kernel.live_head (
    one boolean primary key default true check (one),
    seq bigint not null check (seq >= 0)
);

insert into kernel.live_head (seq) values (0);

create table kernel.live_item (
    kind text collate "C" not null,
    env text collate "C" not null,
    name text collate "C" not null,
    labels json not null,
    spec json not null,
    state text not null check (state in ('up', 'draining')),
    owner text not null,
    revision bigint not null unique,
    since timestamptz not null,
    lease interval not null,
    lease_until timestamptz not null,
    primary key (kind, name, env)
);

create index live_item_by_lease on kernel.live_item (lease_until);

create table kernel.live_event (
    seq bigint primary key,
    at timestamptz not null default now(),
    kind text collate "C" not null,
    env text collate "C" not null,
    name text collate "C" not null,
    -- the item as the API writes it; null when it went down
    item json
);

-- The ledger and the resources it explains. All writes lock the one row of ledger_head, so changes are numbered
-- without gaps and in the order of their commits.

create table kernel.ledger_head (
    one boolean primary key default true check (one),
    seq bigint not null check (seq >= 0),
    -- the last change of a role or binding: who has seen it knows who may do what at seq
    access_seq bigint not null,
    -- positions of another installation are not understood; a restore makes a new one
    installation uuid not null
);

insert into kernel.ledger_head (seq, access_seq, installation) values (0, 0, gen_random_uuid());

create table kernel.resource (
    kind text collate "C" not null,
    env text collate "C" not null,
    name text collate "C" not null,
    labels json not null,
    spec json not null,
    spec_version integer not null,
    revision bigint not null unique,
    updated_at timestamptz not null,
    updated_by text not null,
    primary key (kind, name, env)
);

create table kernel.change (
    seq bigint primary key,
    -- seq of the first change of those applied together
    change_set bigint not null,
    at timestamptz not null,
    author text not null,
    message text not null,
    kind text collate "C" not null,
    env text collate "C" not null,
    name text collate "C" not null,
    action text not null check (action in ('create', 'update', 'delete')),
    -- {"labels": …, "spec": …, "specVersion": …} as it was written; null before a create and after a delete
    before json,
    after json
);

create index change_by_resource on kernel.change (kind, name, env, seq);
create index change_by_set on kernel.change (change_set);
create index change_by_author on kernel.change (author, seq);
create index change_by_time on kernel.change (at);

create table kernel.reference (
    from_kind text collate "C" not null,
    from_name text collate "C" not null,
    from_env text collate "C" not null,
    to_kind text collate "C" not null,
    to_name text collate "C" not null,
    to_env text collate "C" not null,
    primary key (from_kind, from_name, from_env, to_kind, to_name, to_env)
);

create index reference_by_target on kernel.reference (to_kind, to_name, to_env);

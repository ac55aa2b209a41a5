create sequence film_revision;

create table film (
    id               integer primary key,
    title            text    not null,
    released         date    not null,
    decade           integer not null generated always as (extract(year from released)::integer / 10 * 10) stored,
    genre            text,
    director         text,
    certificate      text,
    minutes          integer,
    score            double precision,
    votes            integer,
    distributor      text,
    price_cents      integer not null check (price_cents > 0),
    currency         text    not null default 'EUR',
    sold             bigint  not null default 0,
    -- a new one with each change; the index is behind as long as it has an older one
    revision         bigint  not null default nextval('film_revision'),
    indexed_revision bigint  not null default 0
);

create index film_unindexed on film (revision) where indexed_revision < revision;
create index film_popular on film (sold desc, votes desc nulls last, id);

-- events that are counted: Kafka may bring each more than once
create table counted_event (
    id         uuid primary key,
    counted_at timestamptz not null default now()
);

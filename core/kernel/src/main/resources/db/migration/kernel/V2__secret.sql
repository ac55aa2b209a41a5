-- Sealed values of secrets. The ledger knows only key id and fingerprint; old values stay, so that a change can be reverted.
create table kernel.secret_value (
    env text collate "C" not null,
    name text collate "C" not null,
    fingerprint text not null,
    key_id text not null,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    primary key (env, name, fingerprint)
);

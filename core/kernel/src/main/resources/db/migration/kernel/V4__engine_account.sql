-- Accounts that Plinth has made in engines for apps. Not in a backup: an account that is missing is made anew.
create table kernel.engine_account (
    engine text collate "C" not null,
    username text collate "C" not null,
    sealed bytea not null,
    made_at timestamptz not null default now(),
    -- when the engine has taken the password; null before
    set_at timestamptz,
    primary key (engine, username)
);

# A PostgreSQL server of the benchmark's own, thrown away in the end.

# Debian leaves the server out of the PATH.
PATH=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1):$PATH
# It refuses to run as root.
as_postgres=()
((EUID != 0)) || as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups -- env -C /)

# Fails, and says why, where there is none.
start_postgres() {
    [[ ! ${pid[postgres]:-} ]] || return 0
    "${as_postgres[@]}" initdb --version >/dev/null || {
        say "No PostgreSQL server, or for root no user postgres to run it as (on Debian: apt-get install postgresql):" \
            "what is measured on it is left out."
        return 1
    }
    local data=$work/postgresql
    mkdir "$data"
    ((EUID != 0)) || chown postgres: "$data"
    port[postgres]=$(free_port)
    "${as_postgres[@]}" initdb -D "$data" -U benchmark -A trust -E UTF8 --locale=C >"$work/initdb.log" 2>&1 ||
        die "initdb failed: $(tail -n 3 "$work/initdb.log")"
    run_postgres
}

# As it comes, so durable; only where it listens is said.
run_postgres() {
    launch postgres "${as_postgres[@]}" postgres -D "$work/postgresql" \
        -c listen_addresses=127.0.0.1 -c port="${port[postgres]}" -c unix_socket_directories=
    await postgres pg_isready -q -h 127.0.0.1 -p "${port[postgres]}"
}

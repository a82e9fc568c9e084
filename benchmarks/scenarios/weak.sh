# What callbacks, a hundred a second, hear while PostgreSQL is away for a moment, and what the service takes with little memory.

weak() {
    local target
    if prepare_weak jvm-postgresql-weak; then
        echo "A hundred callbacks a second for $WEAK_SECONDS s, PostgreSQL disturbed in the midst of them:"
        echo
        echo "| | disturbance | callbacks | not answered 200 | longest answer ms | not kept, or twice |"
        echo "| --- | --- | --: | --: | --: | --: |"
        for target in jvm-postgresql-weak ${NATIVE:+native-postgresql-weak}; do
            [[ $target == jvm-* ]] || prepare_weak "$target"
            start "$target"
            weak_row "$target" "none" true
            weak_row "$target" "all connections ended by the server" end_connections "$target"
            weak_row "$target" "server started again, fast" restart_postgres INT
            weak_row "$target" "server started again, immediate" restart_postgres QUIT
            weak_row "$target" "server silent for 5 s" silence_postgres 5
            stop "$target"
        done
        echo
    fi
    [[ ! $NATIVE ]] || limits
}

prepare_weak() {
    start_postgres && createdb -h 127.0.0.1 -p "${port[postgres]}" -U benchmark "$1"
}

# weak_row TARGET NAME COMMAND...
weak_row() {
    local target=$1 name=$2 before kept result callbacks refused longest
    shift 2
    say "Weak moments: $target, $name"
    before=$(kept_events "$target")
    send "$target" "$WEAK_SECONDS" 100 0 >"$work/weak" &
    local load=$!
    sleep $((WEAK_SECONDS / 3))
    "$@" || die "$name failed"
    wait "$load" || die "No load on $target"
    result=$(grep ^RESULT "$work/weak")
    read -r _ callbacks _ _ _ refused longest <<<"$result"
    kept=$(($(kept_events "$target") - before))
    # What wrk had under way at its end may be kept or not.
    echo "| $(describe "$target") | $name | $callbacks | $refused | $((longest / 1000)) |" \
        "$(awk -v kept="$kept" -v good="$((callbacks - refused))" -v open="$CONNECTIONS" \
            'BEGIN { d = kept - good; print (d < 0 ? -d : (d > open ? d : 0)) }') |"
}

kept_events() {
    psql -h 127.0.0.1 -p "${port[postgres]}" -U benchmark -Atc \
        "SELECT COUNT(*) FROM event WHERE source = 'webhook'" "$1"
}

end_connections() {
    psql -q -h 127.0.0.1 -p "${port[postgres]}" -U benchmark -Atc "SELECT pg_terminate_backend(pid)
        FROM pg_stat_activity WHERE datname = '$1' AND pid <> pg_backend_pid()" postgres >/dev/null
}

# restart_postgres SIGNAL
restart_postgres() {
    kill "-$1" "${pid[postgres]}"
    wait "${pid[postgres]}" 2>/dev/null || true
    run_postgres
}

# silence_postgres SECONDS
silence_postgres() {
    local processes
    read -ra processes <<<"${pid[postgres]} $(cat "/proc/${pid[postgres]}/task/${pid[postgres]}/children")"
    kill -STOP "${processes[@]}"
    sleep "$1"
    kill -CONT "${processes[@]}"
}

# At full load, in a control group of its own, as a container has one, and with half of it for the heap, as in our image.
limits() {
    local limit
    echo "The native service on SQLite at full load for $WEAK_SECONDS s, with so much memory:"
    echo
    echo "| limit MiB | callbacks/s | not answered 200 | most resident MB |"
    echo "| --: | --: | --: | --: |"
    for limit in 256 128; do
        limit_row "$limit"
    done
    echo
}

limit_row() {
    local name=native-sqlite-limit-$1 root=/sys/fs/cgroup/memory mine group result callbacks micros refused
    mine=$root$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)
    group=$root/benchmark-$$-$1
    if ! { mkdir "$group" && echo $(($1 * 1024 * 1024)) >"$group/memory.limit_in_bytes"; } 2>/dev/null; then
        say "No control group can be made here (version 1, as root): what a limit of memory does is left out."
        return 0
    fi
    # What is started is where this shell is.
    echo $$ >"$group/cgroup.procs"
    native_options=("-Xmx$(($1 / 2))m")
    start "$name"
    read -ra native_options <<<"$NATIVE_OPTIONS"
    echo $$ >"$mine/cgroup.procs"
    result=$(send "$name" "$WEAK_SECONDS" 0 0 | grep ^RESULT)
    read -r _ callbacks micros _ _ refused _ <<<"$result"
    check_kept "$name"
    echo "| $1 | $((callbacks * 1000000 / micros)) | $refused |" \
        "$(awk '/^VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/${pid[$name]}/status") |"
    stop "$name"
    rm -rf "${work:?}/$name" "$work/$name.log"
    rmdir "$group"
}

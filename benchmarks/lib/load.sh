# Callbacks, as many as a target takes or as are wanted of it.

# An instance and its key in each line.
make_keys() {
    local id
    for id in BENCHMARK0{00..99}; do
        echo "$id $(printf %s "$id" | openssl dgst -sha256 -hmac "$SECRET" -binary | head -c 18 | base64 | tr +/ -_)"
    done >"$work/keys"
}

# The same for very many.
make_many_keys() {
    java benchmarks/Keys.java "$SECRET" "$1" >"$work/many-keys"
}

# send TARGET SECONDS RATE LIMIT: prints what wrk does. No rate and no limit are 0.
send() {
    KEYS_FILE=${KEYS_FILE:-$work/keys} FIRST_MOMENT=$(now_millis) RATE=$3 LIMIT=$4 \
        wrk --latency -t "$THREADS" -c "$CONNECTIONS" -d "${2}s" --timeout 10s -s benchmarks/callbacks.lua \
        "http://127.0.0.1:${port[$1]}/" || die "wrk failed on $1"
}

# load TARGET SECONDS [RATE]: prints requests per second, p50 and p99 in milliseconds.
load() {
    send "$1" "$2" "${3:-0}" 0 | awk '
        $1 == "RESULT" && $6 == 0 { printf "%.1f %.3f %.3f\n", $2 / $3 * 1e6, $4 / 1e3, $5 / 1e3; done = 1; next }
        { said = said "\n" $0 }
        END { if (!done) print "Requests failed:" said >"/dev/stderr"; exit !done }' || die "No load on $1"
}

# Callbacks until so many have been accepted: load_up_to TARGET COUNT.
load_up_to() {
    local before after
    before=$(accepted "$1")
    THREADS=1 send "$1" 3600 0 $(($2 - before)) >/dev/null
    settle "$1"
    after=$(accepted "$1")
    ((after > $2 - CONNECTIONS - 1)) || die "Of $2 callbacks, $1 took $after"
}

warm_up() {
    load "$1" "$WARMUP_SECONDS" >/dev/null
    settle "$1"
}

accepted() {
    counter "$1" webhook_requests_total 'outcome="accepted"'
}

# How many of the callbacks that were accepted the observers have yet to see.
behind() {
    local accepted seen
    accepted=$(accepted "$1")
    seen=$(counter "$1" connection_events_total 'source="webhook"')
    echo $((accepted > seen ? accepted - seen : 0))
}

# A benchmark of what was not kept and not handed on would be worth nothing.
check_kept() {
    is_ours "$1" || return 0
    local all accepted count tries=0
    all=$(counter "$1" webhook_requests_total outcome)
    accepted=$(accepted "$1")
    ((all == accepted)) || die "$1: $((all - accepted)) callbacks of $all were not accepted"
    until count=$(behind "$1") && ((count == 0)); do
        ((++tries < 60)) || die "$1: $count events that were accepted have not reached the observers"
        sleep 0.5
    done
}

# Processes that a benchmark starts: each has a name, is found again by it, and ends with the benchmark.

[[ -z ${JAVA_HOME:-} ]] || PATH=$JAVA_HOME/bin:$PATH

work=$(mktemp -d)
# The user that PostgreSQL runs as must find its folder in there.
chmod 711 "$work"
declare -A pid=()

say() {
    echo "$*" >&2
}

die() {
    say "$*"
    exit 1
}

clean_up() {
    local status=$?
    trap - EXIT INT TERM
    set +e
    ((${#pid[@]} == 0)) || kill "${pid[@]}" 2>/dev/null
    wait
    if ((status != 0)) && [[ ${KEEP:-} ]]; then
        say "What was written is in $work"
    else
        rm -rf "$work"
    fi
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# launch NAME COMMAND...: starts it and returns at once; what it prints goes to the file NAME.log.
launch() {
    local name=$1
    shift
    "$@" >>"$work/$name.log" 2>&1 &
    pid[$name]=$!
}

# await NAME CONDITION...: until the condition holds, for five minutes.
await() {
    local name=$1 deadline=$((SECONDS + 300))
    shift
    until "$@"; do
        kill -0 "${pid[$name]}" 2>/dev/null || die "$name ended: $(tail -n 20 "$work/$name.log")"
        ((SECONDS < deadline)) || die "$name does not become ready: $(tail -n 5 "$work/$name.log")"
        sleep 0.005
    done
}

stop() {
    kill "${pid[$1]}"
    wait "${pid[$1]}" 2>/dev/null || true
    unset "pid[$1]"
}

resident_megabytes() {
    awk '/^VmRSS/ { printf "%.0f\n", $2 / 1024 }' "/proc/${pid[$1]}/status"
}

# cpu_millis PID...: the processor time that they have used, and their children that have ended.
cpu_millis() {
    printf '/proc/%s/stat\n' "$@" | xargs cat 2>/dev/null |
        awk -v hertz="$(getconf CLK_TCK)" '
            { sub(/.*\) /, ""); ticks += $12 + $13 + $14 + $15 }
            END { print ticks * 1000 / hertz }'
}

now_millis() {
    echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

is_listening() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
    local candidate
    while :; do
        candidate=$((20000 + RANDOM % 12000))
        is_listening "$candidate" || break
    done
    echo "$candidate"
}

# How fast events are passed on to a sink over HTTP and to Kafka, what that costs the callbacks, and what a storm takes in memory.

readonly SINK_SECRET=whsec_b25seS1mb3ItdGhlLWJlbmNobWFyay1hbmQtbm90aGluZy1lbHNl

deliveries() {
    local target
    echo "$DELIVERIES events that waited, passed on while a thousand callbacks a second come, and then a hundred a second:"
    echo
    echo "| | to | passed on /s | twice | out of order | callbacks p99 ms without | with | ratio | at 100/s: p50 ms | p99 ms |"
    echo "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |"
    for target in jvm-sqlite-sink jvm-sqlite-kafka ${NATIVE:+native-sqlite-sink native-sqlite-kafka}; do
        deliveries_row "$target"
    done
    echo
    make_many_keys "$STORM_INSTANCES"
    echo "$((2 * STORM_INSTANCES)) callbacks of $STORM_INSTANCES instances as fast as they come, three sinks, one of them down:"
    echo
    echo "| | callbacks /s | until both sinks had all s | started MB | most resident MB |"
    echo "| --- | --: | --: | --: | --: |"
    for target in jvm-sqlite-storm ${NATIVE:+native-sqlite-storm}; do
        storm_row "$target"
    done
    echo
}

# start_sink NAME PORT: a fast one.
start_sink() {
    rm -f "$work/$1.log"
    javac -d "$work/classes" benchmarks/Receipts.java benchmarks/RecordingSink.java
    launch "$1" java -cp "$work/classes" RecordingSink "$2"
    await "$1" grep -q listening "$work/$1.log"
}

# sink_says NAME COLUMN: of the last line.
sink_says() {
    awk -v column="$2" '$1 == "second" { said = $column } END { print said + 0 }' "$work/$1.log"
}

# await_sink NAME COUNT: until so many events have come.
await_sink() {
    local tries=0
    until (($(sink_says "$1" 3) >= $2)); do
        ((++tries < 1200)) || die "The sink $1 has $(sink_says "$1" 3) of $2 events"
        sleep 0.25
    done
}

is_to_kafka() {
    [[ $1 == *-kafka ]]
}

# Starts a target, and what it passes on to, which is called "receiver" and writes down what it gets.
start_with_receiver() {
    if is_to_kafka "$1"; then
        start_kafka
        start_consumer receiver
        export KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:${port[kafka]}
    else
        port[receiver]=$(free_port)
        start_sink receiver "${port[receiver]}"
        export SINKS_FAST_URL=http://127.0.0.1:${port[receiver]} SINKS_FAST_SECRET=$SINK_SECRET
    fi
    start "$1"
}

# signal_receiver TARGET STOP|CONT: it hangs, or goes on, as warm as it was.
signal_receiver() {
    kill "-$2" "${pid[$(is_to_kafka "$1" && echo kafka || echo receiver)]}"
}

# is_passed_on COUNT: whether what comes after so many events comes fast.
is_passed_on() {
    awk -v count="$1" '$1 == "second" && $3 > count && $2 > 1000 { fast = 1 } END { exit !fast }' "$work/receiver.log"
}

# passed_on_per_second FROM TO: after the first fast second, up to so many.
passed_on_per_second() {
    awk -v from="$1" -v to="$2" '
        $1 != "second" || $3 <= from || $3 > to { next }
        millis { count = $3 - first; took = $6 - millis; next }
        $2 > 1000 { first = $3; millis = $6 }
        END { printf "%.0f", count * 1000 / took }' "$work/receiver.log"
}

deliveries_row() {
    local target=$1 before without with throughput lines
    say "Deliveries: $target"
    start_with_receiver "$target"
    load "$target" "$WARMUP_SECONDS" >/dev/null
    settle "$target"
    before=$(sink_says receiver 3)
    signal_receiver "$target" STOP
    load_up_to "$target" $(($(accepted "$target") + DELIVERIES))
    # For so long a disk that is shared answers late after what came at full load, whoever asks.
    sleep 60
    without=$(for ((round = 0; round < ROUNDS; round++)); do
        echo "$round $(load "$target" "$RUN_SECONDS" 1000 | cut -d ' ' -f 3)"
    done | median)
    signal_receiver "$target" CONT
    await receiver is_passed_on "$before"
    # Wherever the backlog ends, what comes after it is as fast as it comes.
    with=$(load "$target" $((DELIVERIES / 10000)) 1000 | cut -d ' ' -f 3)
    await_sink receiver $((before + DELIVERIES))
    throughput=$(passed_on_per_second "$before" $((before + DELIVERIES)))
    settle "$target"
    lines=$(wc -l <"$work/receiver.log")
    load "$target" "$RUN_SECONDS" 100 >/dev/null
    settle "$target"
    echo "| $(describe "$target") | $(is_to_kafka "$target" && echo Kafka || echo "a sink") | $throughput |" \
        "$(sink_says receiver 4) | $(sink_says receiver 5) | $without | $with | $(divide "$with" "$without") |" \
        "$(tail -n +$((lines + 2)) "$work/receiver.log" | awk '$1 == "second" { print 1, $7 }' | median) |" \
        "$(tail -n +$((lines + 2)) "$work/receiver.log" | awk '$1 == "second" { print 1, $8 }' | median) |"
    check_kept "$target"
    stop receiver
    stop "$target"
    unset SINKS_FAST_URL SINKS_FAST_SECRET KAFKA_BOOTSTRAP_SERVERS
    rm -rf "${work:?}/$target" "$work/$target.log"
}

storm_row() {
    local target=$1 one two started begun callbacks micros
    say "Storm: $target"
    one=$(free_port)
    two=$(free_port)
    start_sink one "$one"
    start_sink two "$two"
    export SINKS_FAST_URL=http://127.0.0.1:$one SINKS_FAST_SECRET=$SINK_SECRET
    export SINKS_TWO_URL=http://127.0.0.1:$two SINKS_TWO_SECRET=$SINK_SECRET
    # Nobody listens there.
    export SINKS_DOWN_URL=http://127.0.0.1:9 SINKS_DOWN_SECRET=$SINK_SECRET
    # As in the image, in a container with 256 MiB.
    native_options=(-Xmx128m)
    start "$target"
    read -ra native_options <<<"$NATIVE_OPTIONS"
    started=$(resident_megabytes "$target")
    begun=$(now_millis)
    KEYS_FILE=$work/many-keys THREADS=1 send "$target" 3600 0 $((2 * STORM_INSTANCES)) >"$work/storm"
    micros=$((($(now_millis) - begun) * 1000))
    callbacks=$(accepted "$target")
    await_sink one "$callbacks"
    await_sink two "$callbacks"
    echo "| $(describe "$target") | $((callbacks * 1000000 / micros)) |" \
        "$(awk -v millis="$(($(now_millis) - begun))" 'BEGIN { printf "%.0f", millis / 1000 }') | $started |" \
        "$(awk '/^VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/${pid[$target]}/status") |"
    check_kept "$target"
    stop one
    stop two
    stop "$target"
    unset SINKS_FAST_URL SINKS_FAST_SECRET SINKS_TWO_URL SINKS_TWO_SECRET SINKS_DOWN_URL SINKS_DOWN_SECRET
    rm -rf "${work:?}/$target" "$work/$target.log"
}

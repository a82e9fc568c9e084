# Throughput, latency, memory and processor time of all targets, side by side.

throughput() {
    local target targets=() round native=${NATIVE:+bare-native native-sqlite native-postgresql}
    for target in ${TARGETS:-bare jvm-sqlite jvm-postgresql $native express}; do
        describe "$target" >/dev/null
        prepare "$target" || continue
        targets+=("$target")
    done
    for target in "${targets[@]}"; do
        say "Starting $target"
        start "$target"
        warm_up "$target"
        check_kept "$target"
    done
    for ((round = 1; round <= ROUNDS; round++)); do
        for target in "${targets[@]}"; do
            take_turn "$target" "$round"
        done
    done
    for target in "${targets[@]}"; do
        check_kept "$target"
        stop "$target"
    done
    echo "Full load (requests/s, p50, p99) and half load (p50, p99); medians of $ROUNDS rounds. Ratios are to the" \
        "bare endpoint of the same form (native, or on the JVM) in the same round, or to the Express peer."
    echo
    echo "| | requests/s | to bare | to Express | p50 ms | p99 ms | half load: requests/s | p50 ms | p99 ms |" \
        "p99 to bare | CPU µs per request | RSS MB | observers behind |"
    echo "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |"
    for target in "${targets[@]}"; do
        throughput_row "$target"
    done
    echo
}

# take_turn TARGET ROUND: at full load, and at half of it.
take_turn() {
    local full half rate p50 p99 half_rate half_p50 half_p99 late='' cpu
    cpu=$(target_cpu_millis "$1")
    full=$(load "$1" "$RUN_SECONDS")
    read -r rate p50 p99 <<<"$full"
    ! is_ours "$1" || late=$(behind "$1")
    settle "$1"
    # With what the observers did later, and without what the waiting itself takes.
    cpu=$(awk -v before="$cpu" -v after="$(target_cpu_millis "$1")" -v requests="$rate" -v seconds="$RUN_SECONDS" \
        'BEGIN { printf "%.1f", (after - before) * 1000 / (requests * seconds) }')
    half=$(load "$1" "$RUN_SECONDS" "$(divide "$rate" 2)")
    read -r half_rate half_p50 half_p99 <<<"$half"
    settle "$1"
    note "$2" "$1" rate="$rate" p50="$p50" p99="$p99" half-rate="$half_rate" half-p50="$half_p50" half-p99="$half_p99" \
        memory="$(resident_megabytes "$1")" cpu="$cpu" ${late:+behind="$late"}
    say "Round $2: $1: $full (per second, p50, p99 in ms), $cpu us of processor each; at half load: $half"
}

throughput_row() {
    local bare late
    bare=$(bare_of "$1")
    late=$(median_of "$1" behind)
    printf '| %s | %.0f | %s | %s | %.2f | %.2f | %.0f | %.2f | %.2f | %s | %.0f | %.0f | %s |\n' \
        "$(describe "$1")" "$(median_of "$1" rate)" "$(ratio_of "$1" "$bare" rate)" "$(ratio_of "$1" express rate)" \
        "$(median_of "$1" p50)" "$(median_of "$1" p99)" "$(median_of "$1" half-rate)" "$(median_of "$1" half-p50)" \
        "$(median_of "$1" half-p99)" "$(ratio_of "$1" "$bare" half-p99)" "$(median_of "$1" cpu)" \
        "$(median_of "$1" memory)" "${late:-–}"
}

# A journal of many events against an empty one: how fast it starts, and how fast it is.

large() {
    local journal
    make_journals
    echo "A journal of $LARGE_EVENTS events against an empty one, SQLite; medians of $STARTS starts and $ROUNDS rounds:"
    echo
    echo "| | empty | large | ratio |"
    echo "| --- | --: | --: | --: |"
    compare jvm
    if [[ $NATIVE ]]; then
        for journal in empty large; do
            mv "$work/jvm-sqlite-$journal" "$work/native-sqlite-$journal"
        done
        compare native
    fi
    echo
}

make_journals() {
    local name
    for name in jvm-sqlite-empty jvm-sqlite-large; do
        start "$name"
        # So that all tables know what they would know: observers' positions, the current states.
        load_up_to "$name" 1000
        check_kept "$name"
        stop "$name"
    done
    say "Filling a journal with $LARGE_EVENTS events"
    java -cp "$(ls target/quarkus-app/lib/main/org.xerial.sqlite-jdbc-*.jar)" benchmarks/Fill.java \
        "jdbc:sqlite:$work/jvm-sqlite-large/journal.db" "$LARGE_EVENTS" >&2
}

# compare FORM: the two journals, opened by the service on the JVM or natively.
compare() {
    local empty=$1-sqlite-empty large=$1-sqlite-large name round rate
    for ((round = 1; round <= STARTS; round++)); do
        for name in "$empty" "$large"; do
            time_start "$name" "$round"
            stop "$name"
        done
    done
    for name in "$empty" "$large"; do
        start "$name"
        warm_up "$name"
    done
    for ((round = 1; round <= ROUNDS; round++)); do
        for name in "$empty" "$large"; do
            rate=$(load "$name" "$RUN_SECONDS")
            settle "$name"
            note "$round" "$name" rate="${rate%% *}"
            say "Round $round: $name: $rate"
        done
    done
    for name in "$empty" "$large"; do
        check_kept "$name"
        stop "$name"
    done
    large_row "$1" "start to ready, ms" ready
    large_row "$1" "start by the log, s" logged
    large_row "$1" "requests/s" rate
}

# time_start NAME ROUND: until it is ready, in ms, and as its log says, in s.
time_start() {
    local began ended
    : >"$work/$1.log"
    began=$(now_millis)
    start "$1"
    ended=$(now_millis)
    note "$2" "$1" ready=$((ended - began)) \
        logged="$(sed -n 's/.*started in \([0-9.]*\)s.*/\1/p' "$work/$1.log" | tail -n 1)"
}

# large_row FORM TITLE NAME
large_row() {
    local small big
    small=$(median_of "$1-sqlite-empty" "$3")
    big=$(median_of "$1-sqlite-large" "$3")
    echo "| $(describe "$1-sqlite"): $2 | $small | $big | $(divide "$big" "$small") |"
}

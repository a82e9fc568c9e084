# Those who look: the first page, a thousand streams, and the list of ten thousand.

readonly LISTED=10000

console() {
    make_many_keys "$LISTED"
    echo "First page with 1000 instances, warm; 1000 streams; the API's list of $LISTED instances, in pages of 1000:"
    echo
    echo "| | first page p50 ms | p95 ms | p95 to a file's | page and its files KiB | streams: more MB | slowest to see an event ms | list ms |"
    echo "| --- | --: | --: | --: | --: | --: | --: | --: |"
    console_row jvm-sqlite-console
    [[ ! $NATIVE ]] || console_row native-sqlite-console
    echo
}

console_row() {
    local password=only-for-the-benchmark-too
    say "Console: $1"
    CONSOLE_PASSWORD=$password start "$1"
    java benchmarks/Lookers.java "http://127.0.0.1:${port[$1]}" "$password" "$work/many-keys" "${pid[$1]}" \
        >"$work/lookers" || die "Whoever looked at $1 failed; see above."
    stop "$1"
    rm -rf "${work:?}/$1" "$work/$1.log"
    looked() {
        awk -v name="$1" '$1 == name { print $2 }' "$work/lookers"
    }
    (($(looked listed) == LISTED)) || die "$(looked listed) instances were listed, not $LISTED."
    echo "| $(describe "$1") | $(looked page_p50_ms) | $(looked page_p95_ms) |" \
        "$(divide "$(looked page_p95_ms)" "$(looked file_p95_ms)") | $(looked page_kib) | $(looked streams_more_mb) |" \
        "$(looked streams_slowest_ms) | $(looked list_ms) |"
}

# Resident memory after few callbacks and after many.

memory() {
    echo "Resident memory, SQLite, at full load:"
    echo
    echo "| | started MB | after $FEW_CALLBACKS callbacks MB | after $MANY_CALLBACKS callbacks MB | ratio |"
    echo "| --- | --: | --: | --: | --: |"
    memory_row jvm-sqlite-memory
    [[ ! $NATIVE ]] || memory_row native-sqlite-memory
    echo
}

memory_row() {
    local started few many
    say "Memory: $1"
    start "$1"
    started=$(resident_megabytes "$1")
    load_up_to "$1" "$FEW_CALLBACKS"
    few=$(resident_megabytes "$1")
    load_up_to "$1" "$MANY_CALLBACKS"
    many=$(resident_megabytes "$1")
    check_kept "$1"
    stop "$1"
    rm -rf "${work:?}/$1" "$work/$1.log"
    echo "| $(describe "$1") | $started | $few | $many | $(divide "$many" "$few") |"
}

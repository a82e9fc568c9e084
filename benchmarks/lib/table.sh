# What was measured, and the tables that are made of it. A line of results is: ROUND SUBJECT NAME=VALUE...

note() {
    echo "$*" >>"$work/results"
}

# values SUBJECT NAME: a line "ROUND VALUE" for each.
values() {
    awk -v subject="$1" -v name="$2=" '
        $2 == subject { for (i = 3; i <= NF; i++) if (index($i, name) == 1) print $1, substr($i, length(name) + 1) }' \
        "$work/results"
}

# The median of the second column; nothing, where there are no lines.
median() {
    sort -g -k 2 | awk '{ v[NR] = $2 } END { if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# median_of SUBJECT NAME: over the rounds.
median_of() {
    values "$@" | median
}

# ratio_of SUBJECT BASE NAME: the median of the rounds' ratios, not the ratio of the medians. Without a base, a dash.
ratio_of() {
    awk 'NR == FNR { base[$1] = $2; next } base[$1] > 0 { print $1, $2 / base[$1] }' \
        <(values "$2" "$3") <(values "$1" "$3") | median |
        awk '{ printf $1 < 10 ? "%.2f" : "%.0f", $1 } END { if (!NR) printf "–" }'
}

divide() {
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4g\n", b == 0 ? 0 : a / b }'
}

sync_millis() {
    LC_ALL=C dd if=/dev/zero of="$work/sync" bs=4k count=200 oflag=dsync 2>&1 |
        awk -F', ' '/copied/ { printf "%.2f\n", $(NF - 1) * 1000 / 200 }'
    rm -f "$work/sync"
}

# Where it was measured.
environment() {
    echo
    echo "| | |"
    echo "| --- | --- |"
    echo "| date | $(date -u +%Y-%m-%d) |"
    echo "| service | $(git describe --always --dirty=', changed' 2>/dev/null || echo unknown) |"
    echo "| processor | $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), $(nproc) cores |"
    echo "| memory | $(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo) |"
    echo "| disk | $(df --output=fstype "$work" | tail -n 1), $(sync_millis) ms for a write of 4 KiB with fdatasync |"
    echo "| kernel | $(uname -sr) |"
    echo "| JDK | $(java -version 2>&1 | sed -n 3p), $JVM_OPTIONS |"
    echo "| native | $([[ $NATIVE ]] && echo "yes${NATIVE_OPTIONS:+, $NATIVE_OPTIONS}" || echo "not built") |"
    echo "| Node.js | $(node --version 2>/dev/null || echo none) |"
    echo "| PostgreSQL | $(postgres --version 2>/dev/null | awk '{ print $3 }' || echo none) |"
    echo "| load | $(wrk --version 2>&1 | awk 'NR == 1 { print $1, $2 }'), $THREADS threads," \
        "$CONNECTIONS connections, $ROUNDS rounds of $RUN_SECONDS s |"
    echo "| SQLite (JDBC driver) | $(printf %s target/quarkus-app/lib/main/*.sqlite-jdbc-*.jar |
        sed 's/.*jdbc-\(.*\).jar/\1/') |"
    echo
}

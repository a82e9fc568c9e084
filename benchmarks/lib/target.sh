# What is measured: how it is built, started and asked. A target is called bare, bare-native, express, or jvm or native,
# the journal, and whatever tells it from others of its kind: native-postgresql, jvm-sqlite-large.

readonly SECRET=only-for-the-benchmark

declare -A port=() management=()

describe() {
    case $1 in
        bare) echo "bare endpoint, JVM" ;;
        bare-native) echo "bare endpoint, native" ;;
        express) echo "Express + better-sqlite3" ;;
        jvm-sqlite*) echo "ours, JVM, SQLite" ;;
        jvm-postgresql*) echo "ours, JVM, PostgreSQL" ;;
        native-sqlite*) echo "ours, native, SQLite" ;;
        native-postgresql*) echo "ours, native, PostgreSQL" ;;
        *) die "There is no target $1; benchmarks/README.md says which there are." ;;
    esac
}

is_ours() {
    [[ $1 == jvm-* || $1 == native-* ]]
}

# The bare endpoint of the same form, native or not.
bare_of() {
    [[ $1 == *native* ]] && echo bare-native || echo bare
}

# Sees to all that a target needs. Fails, and says why, where it is to be left out.
prepare() {
    case $1 in
        bare) build_bare quarkus-app/quarkus-run.jar ;;
        bare-native)
            [[ -x benchmarks/bare/target/bare-runner || -x ${GRAALVM_HOME:-}/bin/native-image ]] || {
                say "No native bare endpoint, and no GRAALVM_HOME to build it: it and the ratios to it are left out."
                return 1
            }
            build_bare bare-runner -Dquarkus.native.enabled=true
            ;;
        express) build_express ;;
        native-*) [[ $NATIVE ]] || die "No native executable in target: build it by ./mvnw package -Dnative" ;;
    esac
    [[ $1 != *-postgresql ]] || { start_postgres && createdb -h 127.0.0.1 -p "${port[postgres]}" -U benchmark "$1"; }
}

# build FILE ARGUMENT...: by Maven, unless it is there.
build() {
    [[ ! -f $1 ]] || return 0
    say "Building $1"
    ./mvnw -B -q package -DskipTests "${@:2}" >&2 || die "$1 could not be built."
}

# build_bare FILE ARGUMENT...: with the Quarkus of the service.
build_bare() {
    build "benchmarks/bare/target/$1" -f benchmarks/bare/pom.xml "${@:2}" \
        -Dquarkus.version="$(sed -n 's:.*<quarkus.version>\(.*\)</quarkus.version>.*:\1:p' pom.xml)"
}

build_express() (
    works() {
        node -e 'new (require("better-sqlite3"))(":memory:"); require("express")' 2>/dev/null
    }
    cd benchmarks/express || exit
    works && exit
    say "Building the Express peer"
    # Where no prebuilt binary is to be had, it is compiled, with Node's headers.
    home=$(realpath "$(command -v node)")
    home=${home%/bin/node}
    [[ ! -f $home/include/node/node.h ]] || export npm_config_nodedir=${npm_config_nodedir:-$home}
    npm ci --no-audit --no-fund >&2 && works && exit
    say "The Express peer is left out: it needs Node.js with npm, and for better-sqlite3 a prebuilt binary," \
        "or Python, make, a C++ compiler and Node's headers."
    exit 1
)

# Returns when it is ready.
start() {
    local name=$1 command=() journal=()
    port[$name]=$(free_port)
    management[$name]=$(free_port)
    mkdir -p "$work/$name"
    case $name in
        bare) command=(java "${jvm_options[@]}" -jar benchmarks/bare/target/quarkus-app/quarkus-run.jar) ;;
        bare-native) command=(benchmarks/bare/target/bare-runner "${native_options[@]}") ;;
        express) command=(node benchmarks/express/server.js) ;;
        jvm-*) command=(java "${jvm_options[@]}" -jar target/quarkus-app/quarkus-run.jar) ;;
        native-*) command=("$NATIVE" "${native_options[@]}") ;;
    esac
    case $name in
        *-sqlite*) journal=(JOURNAL_URL="jdbc:sqlite:$work/$name/journal.db") ;;
        *-postgresql*)
            journal=(JOURNAL_URL="jdbc:postgresql://127.0.0.1:${port[postgres]}/$name" JOURNAL_USERNAME=benchmark)
            ;;
        express) journal=(DATABASE="$work/$name/journal.db" PORT="${port[$name]}" NODE_ENV=production) ;;
    esac
    launch "$name" env QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT="${port[$name]}" \
        QUARKUS_MANAGEMENT_HOST=127.0.0.1 QUARKUS_MANAGEMENT_PORT="${management[$name]}" \
        WEBHOOK_SECRET=$SECRET "${journal[@]}" "${command[@]}"
    await "$name" is_up "$name"
}

# Whether ours says that it is ready, or another answers at all; asked without the cost of a process.
is_up() {
    local at=${port[$1]} wanted=HTTP answer=''
    ! is_ours "$1" || at=${management[$1]} wanted=' 200 '
    {
        exec 3<>"/dev/tcp/127.0.0.1/$at" || return 1
        printf 'GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
        IFS= read -r answer <&3 || true
        exec 3>&-
    } 2>/dev/null
    [[ $answer == *"$wanted"* ]]
}

# The processor time that a target has used, its PostgreSQL's included.
target_cpu_millis() {
    local processes=("${pid[$1]}") server=${pid[postgres]:-}
    [[ $1 != *-postgresql ]] || read -ra processes <<<"${pid[$1]} $server $(cat "/proc/$server/task/$server/children")"
    cpu_millis "${processes[@]}"
}

# Waits until a target has done what it put off, so that it does not disturb the next: at most 2 % of a processor.
settle() {
    local before after quiet=0 tries=0
    while ((quiet < 2 && ++tries < 600)); do
        before=$(target_cpu_millis "$1")
        sleep 0.5
        after=$(target_cpu_millis "$1")
        quiet=$((after - before <= 10 ? quiet + 1 : 0))
    done
}

# counter TARGET NAME LABEL: the sum of a counter of ours, whatever its other labels.
counter() {
    curl -sf "http://127.0.0.1:${management[$1]}/q/metrics" |
        awk -v name="$2" -v label="$3" 'index($1, name) == 1 && index($1, label) { sum += $2 } END { print sum + 0 }'
}

# A broker of Kafka, alone in its cluster, from the artifacts that the tests take.

start_kafka() {
    [[ ! ${pid[kafka]:-} ]] || return 0
    say "Starting Kafka"
    local controller listeners
    ./mvnw -B -q dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$work/kafka.classpath" >&2 ||
        die "Kafka's artifacts could not be found."
    port[kafka]=$(free_port)
    controller=$(free_port)
    listeners=CLIENT://127.0.0.1:${port[kafka]}
    cat >"$work/kafka.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=$listeners,CONTROLLER://127.0.0.1:$controller
advertised.listeners=$listeners
inter.broker.listener.name=CLIENT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$work/kafka
num.partitions=3
offsets.topic.replication.factor=1
END
    java -cp "$(<"$work/kafka.classpath")" kafka.tools.StorageTool format --cluster-id benchmarkbenchmarkbenc --config "$work/kafka.properties" \
        >>"$work/kafka.log" 2>&1 || die "Kafka's folder could not be made: $(tail -n 5 "$work/kafka.log")"
    launch kafka java -Xmx512m -XX:+UseSerialGC -cp "$(<"$work/kafka.classpath")" kafka.Kafka "$work/kafka.properties"
    await kafka is_listening "${port[kafka]}"
}

# start_consumer NAME: reads what comes from now on.
start_consumer() {
    rm -f "$work/$1.log"
    javac -cp "$(<"$work/kafka.classpath")" -proc:none -d "$work/classes" \
        benchmarks/Receipts.java benchmarks/RecordingConsumer.java
    launch "$1" java -cp "$work/classes:$(<"$work/kafka.classpath")" RecordingConsumer \
        "127.0.0.1:${port[kafka]}" plugzapi.connections
    await "$1" grep -q listening "$work/$1.log"
}

#!/bin/sh
# What it takes to start: the time of "jimm models" without and with the archive of classes that it leaves in cache/, and what
# further plugins cost: the time of "jimm plugins" with 0, 10 and 50 small ones besides those of the distribution, in turns.
# Each of those has one optimizer and its options.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
rounds=${ROUNDS:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$root/jimm" --version >/dev/null # builds it when need be
jimm=$root/app/target/jimm/bin/jimm
api=$(echo "$root"/app/target/jimm/lib/framework-api-*.jar)

mkdir -p "$folder/source" "$folder/p0" "$folder/p10" "$folder/p50"
for n in $(seq 50); do
    cat >"$folder/source/Still$n.java" <<END
package still$n;

import dev.jimm.api.Description;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import java.util.Set;

public final class Still$n implements OptimizerProvider<Still$n.Config> {
    public record Config() {}

    @Override
    public Set<String> names() {
        return Set.of("still$n");
    }

    @Override
    public Config defaults(String name) {
        return new Config();
    }

    @Override
    public UpdateRule rule(String name, Config options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Description describe(String name) {
        return Description.of("changes nothing");
    }
}
END
done
javac --release 17 -proc:none -cp "$api" -d "$folder/classes" "$folder"/source/*.java
for n in $(seq 50); do
    classes=$folder/jar$n
    mkdir -p "$classes/META-INF/services"
    mv "$folder/classes/still$n" "$classes"
    echo "still$n.Still$n" >"$classes/META-INF/services/dev.jimm.api.optimizer.OptimizerProvider"
    printf 'Plugin-Id: still%s\nPlugin-Version: 1.0.0\nPlugin-Requires: >=0.1.0 & <0.2.0\n' "$n" >"$folder/manifest"
    jar --create --file "$folder/p50/still$n.jar" --manifest "$folder/manifest" -C "$classes" .
    [ "$n" -gt 10 ] || cp "$folder/p50/still$n.jar" "$folder/p10"
done

# milliseconds of processor time, which other programs on the machine do not change much, and of the clock
measure() {
    TIMEFORMAT="%U %S %R"
    export TIMEFORMAT
    bash -c 'time "$@" >/dev/null' - "$jimm" "$@" 2>&1 | awk '{ print ($1 + $2) * 1000, $3 * 1000 }'
}
without_archive() {
    # the last of two archives counts: Java's own
    (export JIMM_JAVA_OPTS="-XX:SharedArchiveFile=$shared" && measure "$@")
}
shared=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')/lib/server/classes.jsa

"$jimm" models >/dev/null # leaves the archive
for round in $(seq "$rounds"); do
    without_archive models >>"$folder/without"
    measure models >>"$folder/with"
    for count in 0 10 50; do
        measure plugins --plugins "$folder/p$count" >>"$folder/times$count"
    done
done
median() {
    sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}
medians() {
    echo "$(cut -d' ' -f1 "$1" | median) $(cut -d' ' -f2 "$1" | median)"
}
{
    echo "without $(medians "$folder/without")"
    echo "with $(medians "$folder/with")"
} | awk '{
    printf "jimm models, %7s the archive: %4.0f ms of processor time, %4.0f ms by the clock\n", $1, $2, $3
    if (NR == 1) { cpu = $2; clock = $3 }
    if (NR == 2) printf "the archive spares %.0f %% of processor time, %.0f %% by the clock\n", 100 * (1 - $2 / cpu), 100 * (1 - $3 / clock)
}'
for count in 0 10 50; do
    echo "$count $(medians "$folder/times$count")"
done | awk '{
    printf "%2d further plugins: %4.0f ms of processor time, %4.0f ms by the clock\n", $1, $2, $3
    if (NR == 1) { cpu = $2; clock = $3 }
    if (NR == 3) printf "a plugin: %.1f ms of processor time, %.1f ms by the clock\n", ($2 - cpu) / 50, ($3 - clock) / 50
}'
uptime

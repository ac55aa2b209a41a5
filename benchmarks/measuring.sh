# SPDX-License-Identifier: Apache-2.0
# What the benchmarks share; read by them, not run.
set -eu
home=$(cd "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d)
# start-up caches of its own, empty at first
export XDG_CACHE_HOME="$work/cache"
offset=$((11000 + $$ % 12000))

finish() {
  "$home/plinth" down --data "$work/data" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

machine() {
  echo "$(nproc) cores, $(awk '/MemTotal/ {printf "%d", $2 / 1048576}' /proc/meminfo) GiB, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(date +%F)"
}

seconds() { date +%s.%N; }

since() { echo "$1 $(seconds)" | awk '{printf "%.1f\n", $2 - $1}'; }

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

up() { # data directory, more arguments
  data=$1
  shift
  "$home/plinth" up --detach --data "$data" --port-offset "$offset" "$@" >"$work/up.out" 2>&1 || {
    cat "$work/up.out" >&2
    exit 1
  }
}

down() { "$home/plinth" down --data "$1" >/dev/null; }

# all of a supervisor's processes, and the launcher that keeps it
pids() { # data directory
  supervisor=$(sed -n 's/.*"supervisorPid" *: *\([0-9]*\).*/\1/p' "$1/run/state.json")
  launcher=$(sed -n 's/.*"launcherPid" *: *\([0-9]*\).*/\1/p' "$1/run/state.json")
  ps -e -o pid=,ppid= | awk -v root="$supervisor" -v launcher="$launcher" '
    {parent[$1] = $2}
    END {
      for (pid in parent) {
        for (at = pid; at > 1; at = parent[at]) if (at == root) {print pid; break}
      }
      if (launcher > 0) print launcher
    }'
}

pss_mb() { # data directory
  for pid in $(pids "$1"); do
    sed -n 's/^Pss: *\([0-9]*\) kB/\1/p' "/proc/$pid/smaps_rollup" 2>/dev/null
  done | awk '{sum += $1} END {printf "%d\n", sum / 1024}'
}

caches_trained() { # how many
  for _ in $(seq 1 240); do
    [ "$(find "$XDG_CACHE_HOME/plinth/aot" -name '*.aot' | wc -l)" -ge "$1" ] && return
    sleep 1
  done
  echo "The start-up caches were not trained within four minutes." >&2
  exit 1
}

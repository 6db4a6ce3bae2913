#!/bin/bash
# Runs litmus/ci/slurm-array.sh on a Slurm of one node: run.sh [PROGRAM]. One task of the array is killed in the middle,
# another one is queued again by the administrator; the merged result has to be that of an uninterrupted run.
# Needs root, Debian's slurm-wlm and munge, and ../shared/tools/one-node-slurm.sh.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath "${1:-$root/dist/litmus.cjs}")
starter=$root/../shared/tools/one-node-slurm.sh
if [ ! -f "$starter" ]; then
  echo "slurm: skipped, there is no ../shared/tools/one-node-slurm.sh to start it with"
  exit 0
fi
for tool in sbatch slurmctld munged; do
  command -v "$tool" > /dev/null && continue
  echo "slurm: $tool is missing: apt-get install slurm-wlm munge" >&2
  exit 1
done

shards=4
dir=$(mktemp -d)
munged_before=$(pgrep -x munged || true)
mkdir -p "$dir/bin" "$dir/results"
finish() {
  bash "$starter" stop "$dir/slurm" || true
  # The script above leaves the one that it starts.
  if [ -z "$munged_before" ]; then pgrep -x munged | xargs -r kill || true; fi
  rm -rf "$dir"
}
trap finish EXIT
printf '#!/bin/sh\nexec node %s "$@"\n' "$program" > "$dir/bin/litmus"
chmod +x "$dir/bin/litmus"
export PATH="$dir/bin:$PATH"
# A few seconds of work.
check=("$root/litmus/classic" "$root/litmus/kernel" --no-reduce)

rows() { [ -f "$1" ] && wc -l < "$1" || echo 0; }
fail() { echo "slurm: $*" >&2; tail -n 5 "$dir"/*.log >&2 2> /dev/null || true; exit 1; }
# wait_for WHAT SECONDS COMMAND...
wait_for() {
  local what=$1 rounds=$(($2 * 20)) i
  shift 2
  for ((i = 0; i < rounds; i++)); do "$@" && return 0; sleep 0.05; done
  squeue -a >&2 || true
  fail "waited too long for $what"
}

litmus check "${check[@]}" --jsonl "$dir/whole.jsonl" > /dev/null || fail "the run without Slurm does not hold"

bash "$starter" start "$dir/slurm" > /dev/null
export SLURM_CONF=$dir/slurm/slurm.conf
export SHARDS=$shards OUT=$dir/results
# The node does not say how much memory it has.
job=$(cd "$dir" && sbatch --parsable --array=1-$shards --cpus-per-task=1 --mem-per-cpu=0 \
  "$root/litmus/ci/slurm-array.sh" "${check[@]}")

has_begun() { [ "$(rows "$dir/results/shard-$1.jsonl")" -ge 10 ]; }
restarts() { scontrol show job "${job}_$1" | sed -n 's/.*Restarts=\([0-9]*\).*/\1/p' | head -1; }
is_requeued() { [ "$(restarts "$1")" = 1 ]; }
# A task that is queued again waits two minutes for its node, which this one does not need.
release() { scontrol update "jobid=${job}_$1" StartTime=now 2> /dev/null || true; }

wait_for "task 1" 60 has_begun 1
pid=$(pgrep -f "check .*--jsonl $dir/results/shard-1.jsonl" | head -1) || fail "task 1 ended too early"
kill -9 "$pid"
killed=$(rows "$dir/results/shard-1.jsonl")
wait_for "task 1 to be queued again" 30 is_requeued 1

wait_for "task 2" 60 has_begun 2
scontrol requeue "${job}_2"
requeued=$(rows "$dir/results/shard-2.jsonl")
wait_for "task 2 to be queued again" 30 is_requeued 2

is_over() {
  sleep 0.3
  release 1
  release 2
  [ -z "$(squeue -h -j "$job" 2> /dev/null)" ]
}
wait_for "the end of the array" 90 is_over

litmus merge "$dir"/results/shard-*.jsonl -o "$dir/all.jsonl" || fail "the shards do not make a whole"
plain() { sed 's/"milliseconds":[0-9.]*/"milliseconds":0/g' "$1" | sort; }
cmp <(plain "$dir/whole.jsonl") <(plain "$dir/all.jsonl") || fail "the merged result differs from an uninterrupted run"
echo "slurm: $(($(rows "$dir/all.jsonl") - 1)) tests in $shards tasks; task 1 was killed after $((killed - 1)) of its tests, task 2 queued again after $((requeued - 1)): the merged result is that of an uninterrupted run"

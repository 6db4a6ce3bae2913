#!/bin/bash
# A check in parts, one a task of a Slurm array:
#   SHARDS=16 OUT=results sbatch --array=1-16 slurm-array.sh mytests --expected
# The arguments are those of litmus check. Every task writes OUT/shard-K.jsonl; when all have ended:
#   litmus merge OUT/shard-*.jsonl -o OUT/all.jsonl
# A task that is killed or preempted runs again and goes on where its file ends.
#SBATCH --job-name=litmus
#SBATCH --array=1-16
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=2G
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=litmus-%A_%a.log
set -u

# Not SLURM_ARRAY_TASK_COUNT: of a task that is submitted again by itself that is 1.
: "${SHARDS:?how many tasks there are, as in SHARDS=16}"
: "${OUT:=.}"
# How often a task that was killed runs again by itself: the test that kills it would do so for ever.
: "${RESTARTS_MAX:=3}"

cpus=${SLURM_CPUS_PER_TASK:-1}
memory=()
[ "${SLURM_MEM_PER_CPU:-0}" -gt 0 ] && memory=(--memory "$((SLURM_MEM_PER_CPU * cpus))M")

mkdir -p "$OUT"
litmus check "$@" \
  --shard "$SLURM_ARRAY_TASK_ID/$SHARDS" --jobs "$cpus" "${memory[@]}" \
  --jsonl "$OUT/shard-$SLURM_ARRAY_TASK_ID.jsonl" --resume
code=$?

# More than 128: by a signal, such as the kernel's when memory is short.
if [ "$code" -gt 128 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt "$RESTARTS_MAX" ]; then
  echo "killed (exit code $code): runs again" >&2
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
exit "$code"

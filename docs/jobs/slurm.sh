#!/bin/bash
# The paper's Table 1 on a cluster: every task of the array does its part, and all write to one folder.
#
#   sbatch --array=1-13 docs/jobs/slurm.sh              as many parts as there are tasks
#   npm run lab -- table --in "$OUT"                    the table, at any time
#
# A task that ran out of time or was preempted goes on where it was when it is submitted again.
#SBATCH --job-name=artifact-table
#SBATCH --array=1-13
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --signal=TERM@120
#SBATCH --output=artifact-table-%A-%a.log

set -euo pipefail

# This repository after `npm ci`, the images and the output: on a file system that all nodes see.
REPOSITORY="${REPOSITORY:-$SLURM_SUBMIT_DIR}"
DATA="${DATA:-sample}"
LABELLED="${LABELLED:-$DATA}"
OUT="${OUT:-$REPOSITORY/runs/table1}"
# More of `lab sweep --help`, as --quick, --rows baseline,k or --size stl10.
read -ra OPTIONS <<< "${OPTIONS:-}"

cd "$REPOSITORY"
exec node --import tsx src/cli/lab.ts sweep --table 1 --seeds "${SEEDS:-3}" \
  --data "$DATA" --labelled "$LABELLED" --out "$OUT" \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" "${OPTIONS[@]}"

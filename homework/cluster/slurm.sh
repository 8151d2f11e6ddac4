#!/bin/bash
# Mark one homework in eight parts on a Slurm cluster. The course folder is on a file system that all nodes share.
#
#   jobid=$(sbatch --parsable slurm.sh /shared/course 01_gradient_direction)
#   sbatch --dependency=afterany:$jobid --wrap "python -m gradwalk.grading merge /shared/course 01_gradient_direction"
#
# A task that is lost may run again; what it had marked is kept. `scontrol requeue` does that, or, for task 3 alone,
# SHARDS=8 sbatch --array=3 slurm.sh ... Bubblewrap must be on the nodes.
#SBATCH --job-name=gradwalk-grade
#SBATCH --array=0-7
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=01:00:00
#SBATCH --requeue
set -eu
course=$1
homework=$2
exec python -m gradwalk.grading grade "$course" "$homework" \
  --jobs "${SLURM_CPUS_PER_TASK:-2}" --shard "${SLURM_ARRAY_TASK_ID}/${SHARDS:-$SLURM_ARRAY_TASK_COUNT}"

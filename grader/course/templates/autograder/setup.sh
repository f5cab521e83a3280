#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the autograder's image. If the image cannot grade, this ends
# with an error, and so does the build: the instructor should read it now, not every student later.
#
# To try it elsewhere: AUTOGRADER_ROOT and AUTOGRADER_VENV say where things are, and pip has variables of its own.
set -euo pipefail
umask 022 # submissions run as another user, who has to be able to read the packages

root=${AUTOGRADER_ROOT:-/autograder}
source=$root/source
venv=${AUTOGRADER_VENV:-$root/venv}
# torch's CPU build is a tenth of the size of the one for GPUs. Set, but empty: the one on PyPI.
export PIP_EXTRA_INDEX_URL=${PIP_EXTRA_INDEX_URL-https://download.pytorch.org/whl/cpu}
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

fail() {
    echo "setup.sh: $1" >&2
    exit 1
}

# Only root may read the hidden checks, the reference and the mistakes.
chmod -R go-rwx "$source"

command -v apt-get >/dev/null || fail "there is no apt-get: choose Ubuntu 22.04 or later as the base image"
apt-get update -qq
apt-get install -qq --yes --no-install-recommends bubblewrap python3 python3-venv
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "$(python3 --version) is too old: choose Ubuntu 22.04 or later as the base image"

pins=()
if [[ -f $source/constraints.txt ]]; then
    pins=(-c "$source/constraints.txt")
fi
python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --no-cache-dir --disable-pip-version-check \
    "${pins[@]}" "$source"/gradekit-*.whl

# Does it grade? Isolation is only shown here, not required: the machine that builds is not the one that grades.
cd "$source"
"$venv/bin/python" -I -B -m grader doctor
"$venv/bin/python" -I -B -m grader check solutions/@NAME@/solution.py -a @NAME@ \
    --solutions "$source/solutions" --device cpu ||
    fail "in this image the reference solution does not get full marks, see above"

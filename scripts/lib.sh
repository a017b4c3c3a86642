# shellcheck shell=bash
# What the scripts share: find a Python that is new enough and keep .venv equal to the lock.

# Where modules may not be kept compiled, each start of a process compiles them all again.
unset PYTHONDONTWRITEBYTECODE

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# find_python: prints the first Python that is new enough; says which it looked at when there is none.
find_python() {
  local candidate version looked_at=""
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if version=$("$candidate" --version 2>&1); then
      if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        command -v "$candidate"
        return
      fi
      looked_at="$looked_at, $candidate ($version)"
    else
      looked_at="$looked_at, $candidate (not there)"
    fi
  done
  fail "Signaalbrug needs Python 3.11 or newer; looked at ${looked_at#, }. Set PYTHON to one."
}

# has_venv: whether .venv is whole; one that was broken off while it was made has a python and no pip.
has_venv() { .venv/bin/python -m pip --version >/dev/null 2>&1; }

# ensure_venv base|dev: makes .venv and installs what requirements/NAME.txt pins, unless that was done already.
ensure_venv() {
  local wanted="requirements/$1.txt" stamp=".venv/.installed-$1" python
  if [ -x .venv/bin/python ] && cmp -s "$wanted" "$stamp"; then return; fi
  if ! has_venv; then
    python=$(find_python) || exit 1
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    if ! "$python" -m venv .venv || ! has_venv; then
      rm -rf .venv
      fail "$python cannot make a virtual environment (on Debian: apt-get install python3-venv)"
    fi
  fi
  say "installing the pinned packages of $wanted"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$wanted" ||
    fail "the pinned packages could not be installed; see the lines above"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable . ||
    fail "the project itself could not be installed; see the lines above"
  cp "$wanted" "$stamp"
}

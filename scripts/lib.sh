# shellcheck shell=bash
# What the scripts share: find a Python that is new enough and keep .venv equal to the lock.

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

find_python() {
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  fail "Signaalbrug needs Python 3.11 or newer; found $(python3 --version 2>/dev/null || echo none). Set PYTHON to one."
}

# ensure_venv base|dev: makes .venv and installs what requirements/NAME.txt pins, unless that was done already.
ensure_venv() {
  local wanted="requirements/$1.txt" stamp=".venv/.installed-$1" python
  if [ -x .venv/bin/python ] && cmp -s "$wanted" "$stamp"; then return; fi
  if ! [ -x .venv/bin/python ]; then
    python=$(find_python) || exit 1
    say "making .venv with $("$python" --version)"
    "$python" -m venv .venv ||
      fail "$python cannot make a virtual environment (on Debian: apt-get install python3-venv)"
  fi
  say "installing the pinned packages of $wanted"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$wanted" ||
    fail "the pinned packages could not be installed; see the lines above"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable . ||
    fail "the project itself could not be installed; see the lines above"
  cp "$wanted" "$stamp"
}

#!/usr/bin/env bash
# Install what is missing: system packages, the virtual environment, the pinned Python packages.
# `make videos` and `make test` both run it first. A second run takes a moment.
#   setup.sh          what rendering needs
#   setup.sh --dev    also what the tests need
#   setup.sh --venv   only the empty virtual environment
set -euo pipefail
cd "$(dirname "$0")"

venv=${VENV:-.venv}
extra=""
[ "${1:-}" = "--dev" ] && extra=dev

say() { printf '%s\n' "$*" >&2; }

# pycairo and manimpango have no Linux wheels: they are built, so they need a compiler and two libraries' headers.
debian_packages=(build-essential pkg-config python3 python3-dev python3-venv libcairo2-dev libpango1.0-dev)
[ -n "$extra" ] && debian_packages+=(chromium poppler-utils espeak-ng)  # a browser, a PDF reader and a voice (17 MB), for the tests
brew_packages=(cairo pango pkg-config python@3.12)

install_debian() {
  local missing=() package
  for package in "${debian_packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      say "These system packages are missing and need an administrator. Please run:"
      say "  apt-get install ${missing[*]}"
      exit 2
    fi
    as_root=(sudo)
  fi
  say "Installing system packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

install_macos() {
  if ! command -v brew >/dev/null; then
    say "Homebrew is missing (https://brew.sh). Install it, then run: brew install ${brew_packages[*]}"
    exit 2
  fi
  local package
  for package in "${brew_packages[@]}"; do
    brew list --versions "$package" >/dev/null 2>&1 || brew install "$package"
  done
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  say "Python 3.11 or newer with its venv module is needed; none was found. Set PYTHON to one and run this again."
  exit 2
}

[ "${1:-}" = "--venv" ] || case "$(uname -s)" in
  Darwin) install_macos ;;
  *) if command -v apt-get >/dev/null; then install_debian; else
       say "This script installs system packages on Debian, Ubuntu and macOS only."
       say "Elsewhere install a C compiler, pkg-config, and the headers of cairo, pango and Python; then carry on."
     fi ;;
esac

# What is wanted is written down after each complete installation; when it is the same, there is nothing to do.
stamp="$venv/.installed"
unfinished="$venv/.unfinished"
wanted=$(cat pyproject.toml constraints.txt constraints-dev.txt constraints-build.txt setup.sh | cksum)
done_before() { [ -x "$venv/bin/python" ] && grep -qxF "$wanted all" "$stamp" 2>/dev/null; }
done_partly() { [ -z "$extra" ] && [ -x "$venv/bin/python" ] && grep -qxF "$wanted base" "$stamp" 2>/dev/null; }
if done_before || done_partly; then exit 0; fi

# An environment that an earlier run could not finish is made anew: what is in it may be half of something.
if [ -e "$venv" ] && { [ -e "$unfinished" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; }; then
  if [ -n "$(ls -A "$venv")" ] && [ ! -e "$venv/pyvenv.cfg" ] && [ ! -e "$unfinished" ]; then
    say "$venv is no virtual environment. Please move it away, or set VENV to another folder, and run this again."
    exit 2
  fi
  say "$venv is incomplete and is made anew"
  rm -rf "$venv"
fi
if [ ! -x "$venv/bin/python" ]; then
  say "Making $venv"
  python=$(find_python)
  mkdir -p "$venv"
  touch "$unfinished"
  "$python" -m venv "$venv"
fi
touch "$unfinished"
rm -f "$stamp"
if [ "${1:-}" = "--venv" ]; then
  rm "$unfinished"
  exit 0
fi

# Every file is held against its digest. What has no wheel is built with the tools pinned in constraints-build.txt,
# which pip starts by name when it does not isolate a build (meson, ninja).
PATH=$(cd "$venv/bin" && pwd):$PATH
install() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$@"; }
say "Installing the pinned Python packages (a few minutes the first time: two of them are compiled)"
install --require-hashes --requirement constraints-build.txt
install --require-hashes --no-build-isolation --requirement constraints.txt
if [ -n "$extra" ]; then
  # A build of PyTorch in a folder that PIP_FIND_LINKS names is taken before the index's, which brings CUDA along.
  is_torch='/^torch==/,/[^\\]$/'
  install --require-hashes --requirement <(sed "${is_torch}d" constraints-dev.txt)
  install --require-hashes --no-index --requirement <(sed -n "${is_torch}p" constraints-dev.txt) 2>/dev/null ||
    install --require-hashes --requirement <(sed -n "${is_torch}p" constraints-dev.txt)
  # PyTorch itself pins the CUDA libraries that its build needs, where it needs any.
  "$venv/bin/python" -c "import torch" 2>/dev/null ||
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$(grep -o '^torch==[^ ]*' constraints-dev.txt)"
fi
PYTHONWARNINGS=ignore install --no-build-isolation --editable .
"$venv/bin/python" -m pip check >/dev/null || { "$venv/bin/python" -m pip check >&2; exit 1; }
echo "$wanted $([ -n "$extra" ] && echo all || echo base)" >"$stamp"
rm -f "$unfinished"

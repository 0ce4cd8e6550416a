#!/bin/sh
# Builds the virtual environment .venv and nothing else; run by `make setup`.
#
# A run that finished leaves a stamp with the digest of what it was built from: the next run then has nothing to
# do. Without a stamp the folder is what a killed run left behind, and is built again from nothing: pip may
# believe that a half-unpacked package is installed.
set -eu
cd "$(dirname "$0")/.."

stamp=.venv/set-up-done
made_from="requirements-dev.txt requirements.in pyproject.toml tools/set_up.sh"

say() { printf '%s\n' "$*" >&2; }

digest() {
    # The folder is part of it: programs in a virtual environment name the place where they were made.
    # shellcheck disable=SC2086
    { pwd -P; cat $made_from; } | cksum
}

usable() { "$1" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Every Python on the PATH, not only the first: the first may be a stub, or lie where this user may not go.
candidates() {
    [ -z "${PYTHON:-}" ] || printf '%s\n' "$PYTHON"
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        old_ifs=$IFS
        IFS=:
        for folder in $PATH:/usr/local/bin:/usr/bin; do
            [ ! -x "$folder/$name" ] || printf '%s\n' "$folder/$name"
        done
        IFS=$old_ifs
    done
}

# One that can give the environment its own pip comes before one that cannot.
choose_python() {
    candidates | {
        without_pip=
        while IFS= read -r python; do
            usable "$python" || continue
            if "$python" -c 'import ensurepip' >/dev/null 2>&1; then
                printf '%s\n' "$python"
                return
            fi
            if [ -z "$without_pip" ] && "$python" -m pip --version >/dev/null 2>&1; then
                without_pip=$python
            fi
        done
        printf '%s\n' "$without_pip"
    }
}

# Two at once: the second waits, then finds the work done. (The lock is on a tracked file: no file is added.)
if command -v flock >/dev/null 2>&1; then
    exec 9<Makefile
    flock 9
fi

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(digest)" ] && .venv/bin/python -c '' >/dev/null 2>&1; then
    exit 0
fi

python=$(choose_python)
if [ -z "$python" ]; then
    say "没有找到能建立虚拟环境的 Python 3.11 以上版本：请先安装（Debian/Ubuntu：apt-get install python3-venv），再运行 make setup。"
    exit 1
fi

if [ -f "$stamp" ] && .venv/bin/python -c '' >/dev/null 2>&1; then
    rm -f "$stamp"
else
    rm -rf .venv
    say "正在建立虚拟环境 .venv（$("$python" --version)）……"
    if "$python" -c 'import ensurepip' >/dev/null 2>&1; then
        "$python" -m venv .venv
    else
        "$python" -m venv --without-pip .venv
    fi
fi

# The pip of the environment, or the one outside working on it.
if .venv/bin/python -m pip --version >/dev/null 2>&1; then
    pip() { .venv/bin/python -m pip "$@"; }
else
    pip() { "$python" -m pip --python .venv/bin/python "$@"; }
fi

say "正在安装依赖（第一次需要几分钟）……"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
if ! pip install -qq --require-hashes -r requirements-dev.txt; then
    say "安装依赖失败：请检查网络或 pip 的镜像设置，再运行 make setup；已下载的包不会重复下载。"
    exit 1
fi
pip install -qq --no-deps --no-build-isolation --editable .

digest >"$stamp.new"
mv "$stamp.new" "$stamp"
say "虚拟环境已就绪：.venv/bin/gonggang 可以在任何文件夹下使用。"

#!/bin/sh
# Sees to the browser that journeys need; run by `make test`. Only root can install it, others are told how.
set -eu
cd "$(dirname "$0")/.."

grep -rlq --include='test_*.py' playwright tests gonggang || exit 0
for name in chromium chromium-browser google-chrome; do
    ! command -v "$name" >/dev/null 2>&1 || exit 0
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "正在安装浏览器 chromium（网页测试需要）……" >&2
    if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1 ||
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; }; then
        exit 0
    fi
fi
echo "没有浏览器 chromium，网页测试将跳过；要运行它们，请以 root 执行 apt-get install chromium。" >&2

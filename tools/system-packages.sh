#!/bin/sh
# The browser tests need Chromium. Installed only as root; otherwise the command to type is printed.
set -u
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "== Chromium for the browser tests"
    (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core) >/tmp/vigie-apt.log 2>&1 ||
        echo "Chromium could not be installed (see /tmp/vigie-apt.log): the browser tests will be skipped" >&2
else
    echo "Chromium is missing: the browser tests will be skipped. To run them: sudo apt-get install chromium" >&2
fi
exit 0

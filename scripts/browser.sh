#!/bin/sh
# The browser tests drive the distribution's Chromium; Playwright's own is never downloaded.
for name in "$CHROMIUM" chromium chromium-browser google-chrome-stable google-chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests (about a minute) …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null 2>&1
  apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1 && exit 0
fi
if [ -n "$REQUIRE_BROWSER" ]; then
  echo "The browser tests are required here, but there is no Chromium and it could not be installed." >&2
  exit 1
fi
echo "No Chromium here: the browser tests will be skipped, and say so. Debian: apt-get install chromium"

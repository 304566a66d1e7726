#!/usr/bin/env bash
# The part of `make check` that no Go tool does: says every finding, changes no file.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0
finding() { echo "check: $*" >&2; failed=1; }
files() { # of ours, new ones too
  git ls-files -co --exclude-standard -- "$@" | while read -r f; do if [ -f "$f" ]; then echo "$f"; fi; done
}

unformatted=$(files '*.go' ':!*_templ.go' | xargs -r gofmt -l)
[ -z "$unformatted" ] || finding "not formatted by gofmt (make fmt):" $unformatted

templ=$(go tool -n templ)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Generated in a copy, so that a work tree with other changes is judged as well and stays as it is.
cp go.mod "$tmp/"
files '*.templ' | xargs -r cp --parents -t "$tmp"
(cd "$tmp" && "$templ" generate -log-level error) || finding "templ generate failed"
while read -r f; do
  cmp -s "$f" "$tmp/$f" || finding "not what the template gives now (make generate): $f"
done < <( (files '*_templ.go'; cd "$tmp" && find . -name '*_templ.go' -printf '%P\n') | sort -u)

while read -r f; do
  "$templ" fmt -stdout "$f" 2>/dev/null | cmp -s - "$f" || finding "not formatted by templ fmt (make fmt): $f"
done < <(files '*.templ')

while read -r lines f; do
  [ "$lines" -le 300 ] || finding "$lines lines, more than 300: $f"
done < <(files '*.go' '*.templ' ':!*_templ.go' | xargs -r -n 1 wc -l)

exit $failed

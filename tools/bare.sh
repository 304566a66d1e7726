#!/usr/bin/env bash
# Tries the README as a new user would: a bare Debian 12 with Go, git and make in a folder, a clone of the last commit
# in it, and the command given (default: make test). Needs root and debootstrap. Not part of CI.
#
#   tools/bare.sh [--user] [command ...]     --user: as an ordinary user, who cannot use apt
set -euo pipefail
cd "$(dirname "$0")/.."
as=root
if [ "${1:-}" = --user ]; then as=user; shift; fi
[ $# -gt 0 ] || set -- make test
[ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null || { echo "bare: needs root and debootstrap" >&2; exit 1; }

# The package sources are those of this machine.
sources() { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null || true; }
mirror=$(sources | sed -n -e 's/^URIs: *\([^ ]*\).*/\1/p' -e 's/^deb [^h]*\(http[^ ]*\).*/\1/p' | head -n 1)
root=${BARE_DIR:-$(mktemp -d /var/tmp/onus-bare-XXXXXX)}

if [ ! -e "$root/etc/debian_version" ]; then
  echo "bare: Debian 12 in $root"
  debootstrap --variant=minbase --include=ca-certificates,git,make bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
    { tail -n 5 "$root.log"; exit 1; }
  cp -a "$(go env GOROOT)" "$root/usr/local/go"
  rm -f "$root/etc/apt/sources.list"
  cp /etc/apt/sources.list.d/*.sources "$root/etc/apt/sources.list.d/"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  chroot "$root" useradd -m user
fi

home=/root
if [ $as = user ]; then home=/home/user; fi
rm -rf "$root$home/onus"
git clone -q . "$root$home/onus"
chroot "$root" chown -R $as: $home

echo "bare: $* as $as in $root"
# Its mounts are in a name space of their own and end with it. The folder stays, for another try with BARE_DIR.
export root as home
time unshare --mount --propagation private bash -c '
  mount -t proc proc "$root/proc" && mount --bind /dev "$root/dev" && mount -t tmpfs tmpfs "$root/dev/shm"
  exec chroot --userspec="$as" "$root" /usr/bin/env -i HOME="$home" USER="$as" TERM=dumb \
    PATH=/usr/local/go/bin:/usr/sbin:/usr/bin:/sbin:/bin GOPROXY="$(go env GOPROXY)" GOSUMDB="$(go env GOSUMDB)" \
    npm_config_registry="$(npm config get registry 2>/dev/null)" \
    sh -c "cd \"\$HOME/onus\" && exec \"\$@\"" sh "$@"' bash "$@" </dev/null

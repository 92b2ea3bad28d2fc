#!/bin/sh
# Puts a Support Button of {{ site }} on the desktop of whoever runs this.
set -eu
umask 077

site='{{ site }}'
token='{{ token }}'
# The public key of the site's certificate. With it, nobody in between can hand out another program, even if the certificate was made by the site itself.
pin='{{ pin }}'

fail() {
    printf 'towline: %s\n' "$*" >&2
    exit 1
}

fetch() {
    file=$1
    shift
    if [ -n "$pin" ]; then
        curl -fsS --insecure --pinnedpubkey "$pin" --output "$file" "$@"
    else
        curl -fsS --output "$file" "$@"
    fi
}

# Everything is in a function, so that a script that arrives only in part does nothing.
main() {
    [ -z "${SUDO_USER:-}" ] || fail 'Run this without sudo: the button is put on the desktop of whoever runs it.'
    command -v curl >/dev/null 2>&1 || fail 'curl is needed, and is not here.'
    [ "$(uname -s)" = Linux ] || fail "There is no button for $(uname -s) yet."
    case "$(uname -m)" in
    x86_64 | amd64) architecture=x86_64 ;;
    aarch64 | arm64) architecture=aarch64 ;;
    *) fail "There is no button for processors of the kind $(uname -m)." ;;
    esac
    case "$architecture" in
{%- for architecture in architectures %}
    {{ architecture }}) ;;
{%- endfor %}
    *) fail "The site has no button for processors of the kind $architecture." ;;
    esac

    folder=$(mktemp -d "${TMPDIR:-/tmp}/towline.XXXXXXXX") || fail 'A temporary folder could not be made.'
    trap 'rm -rf "$folder"' EXIT
    trap 'exit 130' HUP INT TERM
    fetch "$folder/icon.png" "$site/b/$token/icon" || fail "The icon could not be downloaded from $site."
    # This makes the button, and can be done once for each.
    fetch "$folder/towline-support" --data-urlencode "machine=$(uname -n)" "$site/b/$token/$architecture" ||
        fail "The program could not be downloaded from $site."
    chmod 0700 "$folder/towline-support"
    "$folder/towline-support" install-button --icon "$folder/icon.png" </dev/null
}

main

#!/bin/sh
# Installs the Towline agent of {{ site }} on this machine. Run it as root to install it for the whole machine, or as a user for that user alone.
# Arguments are passed on: … | sh -s -- --help
set -eu
umask 077

site='{{ site }}'
token='{{ token }}'
appliance_key='{{ appliance_key }}'
# The public key of the site's certificate. With it, nobody in between can hand out another program, even if the certificate was made by the site itself.
pin='{{ pin }}'

fail() {
    printf 'towline: %s\n' "$*" >&2
    exit 1
}

fetch() {
    if [ -n "$pin" ]; then
        curl -fsS --insecure --pinnedpubkey "$pin" --output "$2" "$1"
    else
        curl -fsS --output "$2" "$1"
    fi
}

sha256() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum <"$1" | cut -d ' ' -f 1
    elif command -v openssl >/dev/null 2>&1; then
        openssl dgst -sha256 -r <"$1" | cut -d ' ' -f 1
    else
        fail 'sha256sum is needed to check the program, and is not here.'
    fi
}

# Everything is in a function, so that a script that arrives only in part does nothing.
main() {
    command -v curl >/dev/null 2>&1 || fail 'curl is needed, and is not here.'
    [ "$(uname -s)" = Linux ] || fail "There is no agent for $(uname -s) yet."
    case "$(uname -m)" in
    x86_64 | amd64) architecture=x86_64 ;;
    aarch64 | arm64) architecture=aarch64 ;;
    *) fail "There is no agent for processors of the kind $(uname -m)." ;;
    esac
    expected=''
    case "$architecture" in
{%- for (architecture, sum) in sums %}
    {{ architecture }}) expected='{{ sum }}' ;;
{%- endfor %}
    *) ;;
    esac
    [ -n "$expected" ] || fail "The site has no agent for processors of the kind $architecture."

    folder=$(mktemp -d "${TMPDIR:-/tmp}/towline.XXXXXXXX") || fail 'A temporary folder could not be made.'
    trap 'rm -rf "$folder"' EXIT
    trap 'exit 130' HUP INT TERM
    fetch "$site/download/towline-agent-linux-$architecture" "$folder/towline-agent" ||
        fail "The program could not be downloaded from $site."
    [ "$(sha256 "$folder/towline-agent")" = "$expected" ] ||
        fail 'The program that was downloaded is not the one that the site meant. Nothing was installed.'
    chmod 0755 "$folder/towline-agent"
    "$folder/towline-agent" install "--site=$site" "--token=$token" "--appliance-key=$appliance_key"{% if behind_proxy %} --behind-proxy{% endif %} "$@" </dev/null
}

main "$@"

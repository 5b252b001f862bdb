# The common beginning of all flows. They run with `smithwright-call` on the search path and the server in AWS_ENDPOINT_URL.
set -eu
call() { smithwright-call "$@"; }
step() { echo "    $1"; }

# Fails unless the second word equals the third.
check() {
    if [ "$2" != "$3" ]; then
        echo "$1: expected \`$3\`, found \`$2\`" >&2
        exit 1
    fi
}

# Fails unless the command in the other words ends with this exit code; stores its output in $said.
fails() {
    code=$1
    shift
    set +e
    said=$("$@" 2>&1)
    found=$?
    set -e
    check "the exit code of $*" "$found" "$code"
}

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

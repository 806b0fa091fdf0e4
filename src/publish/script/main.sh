
case ${1:-}:${2:-} in
  check:refs/heads/?* | push:refs/heads/?* | check:refs/tags/?* | push:refs/tags/?*) ;;
  *)
    say "usage: publish.sh check|push refs/heads/<branch>|refs/tags/<tag>"
    exit 2
    ;;
esac
mode=$1
ref=$2
count=0
cd "$(git rev-parse --show-toplevel)"
commit=$(git rev-parse --verify 'HEAD^{commit}')
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
[ -z "${GIT2OCI_REGISTRY_PASSWORD:-}" ] || sign_in
# The tag of a version is the Git tag, with what a registry does not take replaced.
version=$(echo "${ref#refs/tags/}" | tr -c 'A-Za-z0-9_.\n-' '_')
rows

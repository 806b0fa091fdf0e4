
say() { echo "publish: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

sign_in() {
  export DOCKER_CONFIG="$scratch/docker" HELM_REGISTRY_CONFIG="$scratch/docker/config.json"
  mkdir -m 700 "$DOCKER_CONFIG"
  secret=$(printf '%s:%s' "$GIT2OCI_REGISTRY_USER" "$GIT2OCI_REGISTRY_PASSWORD" | base64 | tr -d '\n')
  for host in $hosts; do printf '"%s": {"auth": "%s"}\n' "$host" "$secret"; done |
    { printf '{"auths": {'; paste -s -d , -; printf '}}\n'; } >"$DOCKER_CONFIG/config.json"
}

# The files of a folder of the commit as Git holds them: no line ends changed, no filter run, nothing untracked.
tree() { # path, folder to fill
  if [ ! -d "$scratch/git" ]; then
    git init -q --bare --object-format="$(git rev-parse --show-object-format)" "$scratch/git"
    git rev-parse --path-format=absolute --git-path objects >"$scratch/git/objects/info/alternates"
    mkdir -p "$scratch/git/info"
    echo '* -text -eol -ident -filter -working-tree-encoding -export-ignore -export-subst' \
      >"$scratch/git/info/attributes"
  fi
  mkdir -p "$2"
  if [ "$1" = . ]; then object=$commit; else object=$commit:$1; fi
  git --git-dir="$scratch/git" -c tar.umask=0022 archive --format=tar "$object" >"$scratch/tree.tar" ||
    fail "$1 is not there in commit $commit"
  tar -xf "$scratch/tree.tar" -C "$2"
  [ -n "$(files_of "$2")" ] || fail "there is no file at $1 in commit $commit; nothing was published"
}

# Files that flux would push of a folder.
files_of() { # folder
  (cd "$1" && find . -type f ! -path '*/.git/*' ! -name .gitignore ! -name .gitmodules ! -name .gitattributes) |
    sed 's,^\./,,' | sort
}

# A tag moves only to what the ref still is: a run that is repeated later takes no cluster back.
is_current() {
  remote=$(git ls-remote "${GIT2OCI_REMOTE:-origin}" "$ref" "$ref^{}") ||
    fail "git ls-remote failed, so nobody knows whether $ref is still at $commit; no tag was moved"
  newest=$(echo "$remote" | sed -n '$s/[[:space:]].*//p')
  [ "$newest" = "$commit" ] && return
  say "$ref is at ${newest:-nothing} now and not at $commit; its tag stays"
  return 1
}

digest_in() { sed -n 's/.*\(sha256:[0-9a-f]\{64\}\).*/\1/p' | head -n 1; }


manifests() { # path, repository, tag, how it is signed, issuer, subject
  count=$((count + 1))
  folder="$scratch/$count/tree"
  tag=$3
  tree "$1" "$folder"
  if flux diff artifact "oci://$2:$tag" --path "$folder" --ignore-paths "$ignored" >/dev/null 2>&1; then
    if is_signed "$2:$tag" "$4" "${5:-}" "${6:-}"; then
      say "$2:$tag holds this already"
      return
    fi
    say "$2:$tag holds this already, and is not signed as it has to be"
  else
    say "$2:$tag does not hold this yet"
    may_replace "$2:$tag" "$folder"
  fi
  [ "$mode" = push ] || return 0
  is_current || return 0
  pushed=$(
    flux push artifact "oci://$2:$(immutable "$tag")" --path "$folder" --ignore-paths "$ignored" --reproducible \
      --source "$source" --revision "$(revision)" -o json
  ) || fail "$2 could not be pushed; no tag was moved"
  digest=$(echo "$pushed" | digest_in)
  [ -n "$digest" ] || fail "flux told no digest of $2; no tag was moved"
  sign "$2" "$digest" "$4" || return 0
  # Signing takes time.
  is_current || return 0
  flux tag artifact "oci://$2@$digest" --tag "$tag" >/dev/null || fail "the tag $2:$tag could not be moved"
  say "$2:$tag is $digest now"
}

# One commit on two branches has two digests, so the name that never moves has the tag in it.
immutable() { echo "$(echo "$1" | cut -c "1-$((127 - ${#commit}))")-$commit"; }

revision() {
  if [ ${#commit} = 64 ]; then hash=sha256; else hash=sha1; fi
  name=${ref#refs/heads/}
  echo "${name#refs/tags/}@$hash:$commit"
}

# Guards clusters that prune: an artifact that lost its files deletes every object. A first push passes.
may_replace() { # repository:tag, folder
  old="$scratch/$count/old"
  mkdir -p "$old"
  if ! flux pull artifact "oci://$1" -o "$old" >"$scratch/pull" 2>&1; then
    is_missing || fail "$1 could not be compared: $(tail -n 1 "$scratch/pull")"
    return 0
  fi
  case $ref in refs/tags/*) fail "the version $1 exists with other content; a version is published once" ;; esac
  [ "${GIT2OCI_ALLOW_SHRINK:-}" != 1 ] || return 0
  files_of "$old" >"$scratch/before"
  files_of "$2" >"$scratch/after"
  before=$(wc -l <"$scratch/before")
  after=$(wc -l <"$scratch/after")
  if grep -q '\.\(ya\{0,1\}ml\|json\)$' "$scratch/after" && [ $((after * 2)) -ge "$before" ]; then return 0; fi
  say "$1 would shrink from $((before)) files to $((after)); GIT2OCI_ALLOW_SHRINK=1 publishes it all the same. Missing:"
  comm -23 "$scratch/before" "$scratch/after" | head -n 20 >&2
  exit 1
}

# Some registries answer alike for what is not there and what nobody may see; a push tells them apart.
is_missing() {
  grep -q -i 'MANIFEST_UNKNOWN\|NAME_UNKNOWN\|NOT_FOUND\|404\|DENIED\|403\|UNAUTHORIZED\|401' "$scratch/pull"
}

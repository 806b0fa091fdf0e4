
# A chart is published once a version: each new digest would be an upgrade of every release.
chart() { # path, repository, tag that moves or -, how it is signed, issuer, subject
  count=$((count + 1))
  folder="$scratch/$count/${2##*/}"
  tree "$1" "$folder"
  set -- "$1" "$2" "$3" "$4" "${5:-}" "${6:-}"
  ! grep -q '^dependencies:' "$folder/Chart.yaml" || helm dependency build "$folder" >&2 ||
    fail "the dependencies of $1 could not be built"
  helm package "$folder" -d "$scratch/$count" >&2 || fail "$1 could not be packaged"
  package=$(find "$scratch/$count" -maxdepth 1 -name '*.tgz')
  version=$(helm show chart "$package" | sed -n "s/^version: *[\"']\{0,1\}\([^\"' ]*\).*/\1/p")
  tag=$(echo "$version" | tr + _)
  [ "$(basename "$package")" = "${2##*/}-$version.tgz" ] ||
    fail "$1 is packaged as $(basename "$package"), and clusters read $2: the chart has to be named ${2##*/}"
  have="$scratch/$count/have"
  mkdir -p "$have"
  # shellcheck disable=SC2086 # several flags
  if helm pull "oci://$2" --version "$version" -d "$have" ${GIT2OCI_HELM_FLAGS:-} >"$scratch/pull" 2>&1; then
    digest=$(digest_in <"$scratch/pull")
    same_chart "$package" "$have" || fail "$2:$tag exists with other content; raise the version of $1"
    say "$2:$tag holds this chart already"
  else
    is_missing || grep -q 'not found' "$scratch/pull" ||
      fail "$2:$tag could not be compared: $(tail -n 1 "$scratch/pull")"
    say "$2:$tag is not there yet"
    [ "$mode" = push ] || return 0
    is_current || return 0
    # shellcheck disable=SC2086 # several flags
    helm push "$package" "oci://${2%/*}" ${GIT2OCI_HELM_FLAGS:-} >"$scratch/push" 2>&1 ||
      fail "$2:$tag could not be pushed: $(tail -n 1 "$scratch/push")"
    digest=$(digest_in <"$scratch/push")
  fi
  [ "$mode" = push ] || return 0
  [ -n "$digest" ] || fail "helm told no digest of $2:$tag"
  is_signed "$2@$digest" "$4" "$5" "$6" || sign "$2" "$digest" "$4" || return 0
  [ "$3" != - ] || return 0
  is_current || return 0
  flux tag artifact "oci://$2@$digest" --tag "$3" >/dev/null || fail "the tag $2:$3 could not be moved"
  say "$2:$3 is $digest now"
}

# Archives differ in their times, so what counts is what they hold.
same_chart() { # archive, folder with the other archive
  mkdir -p "$scratch/$count/new.d" "$scratch/$count/have.d"
  tar -xzf "$1" -C "$scratch/$count/new.d"
  tar -xzf "$(find "$2" -name '*.tgz')" -C "$scratch/$count/have.d"
  diff -r "$scratch/$count/new.d" "$scratch/$count/have.d" >/dev/null
}

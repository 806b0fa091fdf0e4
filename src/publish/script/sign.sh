
# True if somebody has signed it as its readers ask for. For a key, `cosign public-key` gives the other half.
is_signed() { # repository:tag or repository@digest, how, issuer, subject
  case $2 in
    none) return 0 ;;
    key)
      public_key && cosign verify --key "$scratch/key.pub" --insecure-ignore-tlog=true "$1" >/dev/null 2>&1
      ;;
    keyless)
      cosign verify --certificate-oidc-issuer-regexp "$3" --certificate-identity-regexp "$4" "$1" >/dev/null 2>&1
      ;;
    *) return 1 ;;
  esac
}

public_key() {
  [ -n "${GIT2OCI_COSIGN_KEY:-}" ] || fail "GIT2OCI_COSIGN_KEY is not set, and the artifact has to be signed with a key"
  [ -s "$scratch/key.pub" ] || cosign public-key --key "$GIT2OCI_COSIGN_KEY" >"$scratch/key.pub" 2>/dev/null
}

# A signature with a key goes into no public log.
sign() { # repository, digest, how
  case $3 in
    none) return 0 ;;
    keyless) set -- "$1@$2" --yes ;;
    key)
      public_key || fail "the key cannot be read; no tag was moved"
      if [ "$signature" = bundle ]; then
        [ -f "$scratch/signing.json" ] || cosign signing-config create --out "$scratch/signing.json" ||
          fail "cosign made no signing configuration; no tag was moved"
        set -- "$1@$2" --yes --key "$GIT2OCI_COSIGN_KEY" --signing-config "$scratch/signing.json"
      else
        set -- "$1@$2" --yes --key "$GIT2OCI_COSIGN_KEY" --tlog-upload=false
      fi
      ;;
    *)
      say "sign it with notation, then move the tag: notation sign $1@$2; flux tag artifact oci://$1@$2 --tag $tag"
      return 1
      ;;
  esac
  if [ "$signature" = sig ]; then set -- "$@" --new-bundle-format=false --use-signing-config=false; fi
  cosign sign "$@" >&2 || fail "$1 could not be signed; no tag was moved"
}

# shellcheck shell=sh
#
#   sh .git2oci/install-tools.sh <folder> <tool>…
#
# Puts the tools into a folder, for Linux on amd64 and arm64. Each is checked against the sums of its release.
set -euf

case $(uname -m) in
  x86_64) machine=amd64 ;;
  aarch64) machine=arm64 ;;
  *)
    echo "install-tools: no binaries for $(uname -m)" >&2
    exit 1
    ;;
esac

download() { # url, file
  curl --proto '=https' --tlsv1.2 -fsSL --retry 3 -o "$2" "$1"
}

# The line of a list of sums that is about one file.
check() { # list, file
  awk -v file="$2" '$2 == file' "$1" >"$2.sum"
  [ -s "$2.sum" ]
  sha256sum -c "$2.sum" >&2
}

install_flux() {
  release=https://github.com/fluxcd/flux2/releases/download/v$flux
  download "$release/flux_${flux}_checksums.txt" sums
  download "$release/flux_${flux}_linux_$machine.tar.gz" "flux_${flux}_linux_$machine.tar.gz"
  check sums "flux_${flux}_linux_$machine.tar.gz"
  tar -xzf "flux_${flux}_linux_$machine.tar.gz" -C "$folder" flux
}

install_cosign() {
  release=https://github.com/sigstore/cosign/releases/download/v$cosign
  download "$release/cosign_checksums.txt" sums
  download "$release/cosign-linux-$machine" "cosign-linux-$machine"
  check sums "cosign-linux-$machine"
  install -m 755 "cosign-linux-$machine" "$folder/cosign"
}

install_helm() {
  file=helm-v$helm-linux-$machine.tar.gz
  download "https://get.helm.sh/$file.sha256sum" sums
  download "https://get.helm.sh/$file" "$file"
  check sums "$file"
  tar -xzf "$file" -C "$folder" --strip-components=1 "linux-$machine/helm"
}

mkdir -p "$1"
folder=$(cd "$1" && pwd)
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
for tool in "$@"; do "install_$tool"; done

# shellcheck shell=sh
#
#   sh .git2oci/publish.sh check <ref>   build what would be published and compare it; nothing is written
#   sh .git2oci/publish.sh push <ref>    push, sign, and move the tags
#
# <ref> is refs/heads/<branch> or refs/tags/<tag>, and what is checked out is published. From the environment:
#   GIT2OCI_REGISTRY_USER, GIT2OCI_REGISTRY_PASSWORD   sign in with them; else docker's configuration is used
#   GIT2OCI_COSIGN_KEY       file or KMS url of the key, for rows that are signed with one
#   GIT2OCI_REMOTE           remote or url that tells whether the branch has moved on; origin if not set
#   GIT2OCI_ALLOW_SHRINK=1   publish although most files, or all manifests, are gone
#   GIT2OCI_HELM_FLAGS       flags for helm push and helm pull, such as --plain-http
set -euf
umask 022
export LC_ALL=C TZ=UTC

# What never belongs into an artifact. The default list of flux leaves out images and archives too.
ignored=.git/,.gitignore,.gitmodules,.gitattributes

// Command delivery-oracle tells what source-controller delivers and what flux packs, with their own modules. Our own
// computation is held against it. It reads one request a line from stdin and writes one answer a line to stdout, both
// JSON, until stdin ends; it never writes into a tree that it reads and never reaches the network.
package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/artifact/storage"
	"github.com/fluxcd/pkg/oci"
	"github.com/fluxcd/pkg/sourceignore"
	fluxtar "github.com/fluxcd/pkg/tar"
	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// request has one of GitDir, Archive and Folder.
type request struct {
	// GitDir is a repository of which Commit is delivered.
	GitDir string `json:"gitDir"`
	Commit string `json:"commit"`
	// Archive is a gzipped tar, the layer of an artifact, which is delivered.
	Archive string `json:"archive"`
	// Ignores are values of spec.ignore of either source; each is an answer of its own.
	Ignores []*string `json:"ignores"`
	// Folder is what flux packs, without what a list keeps out; each list is an answer of its own.
	Folder string     `json:"folder"`
	Lists  [][]string `json:"lists"`
}

// entry is one of a tar.
type entry struct {
	Path   string `json:"path"`
	Mode   int64  `json:"mode"`
	Digest string `json:"digest,omitempty"`
}

// answer has either entries or an error.
type answer struct {
	Entries []entry `json:"entries,omitempty"`
	Error   string  `json:"error,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := out.Encode(respond(line)); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
		if err != nil {
			return
		}
	}
}

// respond answers a request once for each rule.
func respond(line []byte) []answer {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return []answer{{Error: err.Error()}}
	}
	scratch, err := os.MkdirTemp("", "delivery-")
	if err != nil {
		return []answer{{Error: err.Error()}}
	}
	defer os.RemoveAll(scratch)
	packed := filepath.Join(scratch, "packed.tar.gz")
	answers := []answer{}
	if asked.Folder != "" {
		client := oci.NewClient(oci.DefaultOptions())
		for _, ignored := range asked.Lists {
			answers = append(answers, listed(client.Build(packed, asked.Folder, ignored), packed))
		}
		return answers
	}
	tree := filepath.Join(scratch, "tree")
	err = os.Mkdir(tree, 0o700)
	if err == nil && asked.Archive != "" {
		err = extract(asked, tree)
	} else if err == nil {
		err = checkOut(asked, tree)
	}
	if err != nil {
		return []answer{{Error: err.Error()}}
	}
	for _, ignore := range asked.Ignores {
		answers = append(answers, listed(archive(tree, ignore, scratch, "packed.tar.gz"), packed))
	}
	return answers
}

// listed is the answer about a tar, unless making it failed.
func listed(err error, packed string) answer {
	if err != nil {
		return answer{Error: err.Error()}
	}
	entries, err := list(packed)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Entries: entries}
}

// checkOut writes a commit as source-controller does, with the same Git library.
func checkOut(asked request, tree string) error {
	// What go-git writes for itself, its index, stays out of the repository: it is copied beside the tree.
	dir := tree + ".git"
	if err := os.CopyFS(dir, os.DirFS(asked.GitDir)); err != nil {
		return err
	}
	kept := filesystem.NewStorage(osfs.New(dir), cache.NewObjectLRUDefault())
	repository, err := git.Open(kept, osfs.New(tree, osfs.WithBoundOS()))
	if err != nil {
		return err
	}
	worktree, err := repository.Worktree()
	if err != nil {
		return err
	}
	return worktree.Reset(&git.ResetOptions{Commit: plumbing.NewHash(asked.Commit), Mode: git.HardReset})
}

// extract writes an artifact as source-controller does.
func extract(asked request, tree string) error {
	file, err := os.Open(asked.Archive)
	if err != nil {
		return err
	}
	defer file.Close()
	return fluxtar.Untar(file, tree, fluxtar.WithMaxUntarSize(fluxtar.UnlimitedUntarSize), fluxtar.WithSkipSymlinks())
}

// archive is the end of source-controller's reconciling, the same for both kinds of sources.
func archive(tree string, ignore *string, base, name string) error {
	domain := strings.Split(tree, string(filepath.Separator))
	patterns, err := sourceignore.LoadIgnorePatterns(tree, domain)
	if err != nil {
		return err
	}
	if ignore != nil {
		patterns = append(patterns, sourceignore.ReadPatterns(strings.NewReader(*ignore), domain)...)
	}
	store := storage.Storage{BasePath: base}
	return store.Archive(&meta.Artifact{Path: name}, tree, storage.SourceIgnoreFilter(patterns, domain))
}

func list(path string) ([]entry, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	entries := []entry{}
	for reader := tar.NewReader(unzipped); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err != nil {
			return nil, err
		}
		one := entry{Path: strings.TrimSuffix(header.Name, "/"), Mode: header.Mode}
		if header.Typeflag == tar.TypeReg {
			hash := sha256.New()
			if _, err := io.Copy(hash, reader); err != nil {
				return nil, err
			}
			one.Digest = hex.EncodeToString(hash.Sum(nil))
		}
		entries = append(entries, one)
	}
}

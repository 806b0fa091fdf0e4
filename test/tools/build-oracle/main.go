// Command build-oracle builds directories as kustomize does, and Flux Kustomizations as kustomize-controller does. Our
// own builder is held against it. It reads one request a line from stdin and writes one answer a line to stdout, both
// JSON, until stdin ends; it never writes into a tree that it reads and never reaches the network.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// request is what to build.
type request struct {
	// ID comes back in the answer.
	ID string `json:"id"`
	// Root is a folder of the disk that holds the tree; nothing outside of it is read.
	Root string `json:"root"`
	// Files is the tree, path to text, if it is in no folder.
	Files map[string]string `json:"files"`
	// Dir is the directory to build, from the root; of a Kustomization without one it is spec.path.
	Dir string `json:"dir"`
	// Kustomization is a Flux object; without it the directory is built as `kustomize build` does.
	Kustomization map[string]any `json:"kustomization"`
	// Variables are what spec.postBuild.substituteFrom would read from the cluster.
	Variables map[string]string `json:"variables"`
	// FluxOnly leaves out all objects but those of Flux.
	FluxOnly bool `json:"fluxOnly"`
}

// answer has either objects or an error.
type answer struct {
	ID      string            `json:"id"`
	Objects []json.RawMessage `json:"objects"`
	Error   string            `json:"error,omitempty"`
}

// refuseNetwork stands where the HTTP client would send something.
type refuseNetwork struct{}

func (refuseNetwork) RoundTrip(request *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("no network for %s", request.URL)
}

func main() {
	if err := goOffline(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := out.Encode(respond(line)); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// goOffline takes away both ways to the network that kustomize has: its HTTP client, which uses the default transport,
// and the git command, which it looks up in PATH.
func goOffline() error {
	http.DefaultTransport = refuseNetwork{}
	http.DefaultClient.Transport = refuseNetwork{}
	return os.Setenv("PATH", "")
}

// respond answers one line; a panic of kustomize ends that request only.
func respond(line []byte) (result answer) {
	var asked request
	defer func() {
		if panicked := recover(); panicked != nil {
			result = answer{ID: asked.ID, Objects: []json.RawMessage{}, Error: fmt.Sprintf("panic: %v", panicked)}
		}
	}()
	result.Objects = []json.RawMessage{}
	err := json.Unmarshal(line, &asked)
	result.ID = asked.ID
	if err == nil {
		result.Objects, err = build(asked)
	}
	if err != nil {
		result.Objects, result.Error = []json.RawMessage{}, err.Error()
	}
	return result
}

// isFlux tells whether a kind belongs to Flux, its operator or its extensions; the same rule as ours.
func isFlux(apiVersion string) bool {
	group, _, _ := strings.Cut(apiVersion, "/")
	return group == "fluxcd.controlplane.io" || strings.HasSuffix(group, ".fluxcd.io")
}

// writeTree writes files below a folder. No path may leave it.
func writeTree(folder string, files map[string]string) error {
	for path, text := range files {
		if !filepath.IsLocal(path) {
			return fmt.Errorf("not a path of a tree: %s", path)
		}
		file := filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

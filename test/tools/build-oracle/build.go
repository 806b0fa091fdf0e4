package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"github.com/fluxcd/pkg/kustomize"
	securefs "github.com/fluxcd/pkg/kustomize/filesys"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

// builtinSchema is the version of the schema that is there before a kustomization.yaml asks for another one.
var builtinSchema = openapi.GetSchemaVersion()

// build gives the objects of a request as JSON.
func build(asked request) ([]json.RawMessage, error) {
	root := asked.Root
	if asked.Files != nil {
		folder, err := os.MkdirTemp("", "build-oracle-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(folder)
		if err := writeTree(folder, asked.Files); err != nil {
			return nil, err
		}
		root = folder
	}
	if root == "" {
		return nil, errors.New("a request has a root or files")
	}
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	// Reads come from the root only, writes (of the generated kustomization.yaml) go to memory.
	disk, err := securefs.MakeFsOnDiskSecure(root)
	if err != nil {
		return nil, err
	}
	files := securefs.MakeFsInMemory(disk)
	var built resmap.ResMap
	if asked.Kustomization == nil {
		built, err = runKustomize(files, within(root, asked.Dir))
	} else {
		built, err = buildKustomization(files, root, asked)
	}
	if err != nil {
		return nil, err
	}
	return objectsOf(built, asked)
}

// runKustomize is Build of Flux's library, except that the schema of Kubernetes is parsed again only if a build changed
// it: that parsing takes thirty times as long as everything else.
func runKustomize(files filesys.FileSystem, directory string) (resmap.ResMap, error) {
	openapi.Schema()
	defer func() {
		if openapi.GetSchemaVersion() != builtinSchema {
			openapi.ResetOpenAPI()
		}
	}()
	return krusty.MakeKustomizer(&krusty.Options{
		LoadRestrictions: types.LoadRestrictionsNone,
		PluginConfig:     types.DisabledPluginConfig(),
	}).Run(files, directory)
}

// within is a directory below the root; `..` does not leave it, as in kustomize-controller.
func within(root, directory string) string {
	return filepath.Join(root, filepath.Join("/", directory))
}

// buildKustomization does what kustomize-controller does before it applies: it completes or makes the kustomization.yaml,
// builds, and puts the variables in.
func buildKustomization(files filesys.FileSystem, root string, asked request) (resmap.ResMap, error) {
	object := unstructured.Unstructured{Object: asked.Kustomization}
	// The controller has the object in a Go type first, which knows no empty text in these fields.
	for _, field := range []string{"targetNamespace", "namePrefix", "nameSuffix"} {
		if text, found, _ := unstructured.NestedString(object.Object, "spec", field); found && text == "" {
			unstructured.RemoveNestedField(object.Object, "spec", field)
		}
	}
	directory := asked.Dir
	if directory == "" {
		directory, _, _ = unstructured.NestedString(object.Object, "spec", "path")
	}
	directory = within(root, directory)
	if !files.IsDir(directory) {
		return nil, fmt.Errorf("kustomization path not found: %s", directory)
	}
	manifest, path, _, err := kustomize.NewGenerator(root, object).GenerateManifest(directory)
	if err != nil {
		return nil, err
	}
	if err := files.WriteFile(path, manifest); err != nil {
		return nil, err
	}
	built, err := runKustomize(files, directory)
	if err != nil {
		return nil, err
	}
	return built, substitute(built, object, asked.Variables)
}

// substitute replaces variables in all objects, if the Kustomization has a postBuild.
func substitute(built resmap.ResMap, object unstructured.Unstructured, variables map[string]string) error {
	_, hasPostBuild, _ := unstructured.NestedMap(object.Object, "spec", "postBuild")
	strategy, _, _ := unstructured.NestedString(object.Object, "spec", "postBuild", "substituteStrategy")
	if hasPostBuild {
		if err := addVariables(object, variables); err != nil {
			return err
		}
	}
	for _, resource := range built.Resources() {
		if resource.GetName() == "" || resource.GetKind() == "" || resource.GetApiVersion() == "" {
			return fmt.Errorf("failed to decode Kubernetes apiVersion, kind and name from: %v", resource.String())
		}
		if !hasPostBuild {
			continue
		}
		replaced, err := kustomize.SubstituteVariables(context.Background(), nil, object, resource,
			kustomize.SubstituteWithDryRun(true), kustomize.SubstituteWithAlways(strategy == "Always"))
		if err != nil {
			return fmt.Errorf("post build failed for '%s': %w", resource.GetName(), err)
		}
		if replaced != nil {
			if _, err := built.Replace(resource); err != nil {
				return err
			}
		}
	}
	return nil
}

// addVariables puts the values of substituteFrom below those of substitute, since a dry run asks no cluster.
func addVariables(object unstructured.Unstructured, variables map[string]string) error {
	if len(variables) == 0 {
		return nil
	}
	own, _, err := unstructured.NestedStringMap(object.Object, "spec", "postBuild", "substitute")
	if err != nil {
		return err
	}
	return unstructured.SetNestedStringMap(object.Object, merged(variables, own), "spec", "postBuild", "substitute")
}

// objectsOf prints what was built, with the commonMetadata of the Kustomization, which comes last.
func objectsOf(built resmap.ResMap, asked request) ([]json.RawMessage, error) {
	spec, _ := asked.Kustomization["spec"].(map[string]any)
	labels, _, err := unstructured.NestedStringMap(spec, "commonMetadata", "labels")
	if err != nil {
		return nil, err
	}
	annotations, _, err := unstructured.NestedStringMap(spec, "commonMetadata", "annotations")
	if err != nil {
		return nil, err
	}
	objects := []json.RawMessage{}
	for _, resource := range built.Resources() {
		// An object that cannot be printed fails the whole build, whatever it is.
		text, err := resource.MarshalJSON()
		if err != nil {
			return nil, err
		}
		if asked.FluxOnly && !isFlux(resource.GetApiVersion()) {
			continue
		}
		if len(labels)+len(annotations) > 0 {
			if text, err = withMetadata(text, labels, annotations); err != nil {
				return nil, err
			}
		}
		objects = append(objects, text)
	}
	return objects, nil
}

// withMetadata adds labels and annotations to an object as the controller's apply library does.
func withMetadata(text []byte, labels, annotations map[string]string) ([]byte, error) {
	var object unstructured.Unstructured
	if err := object.UnmarshalJSON(text); err != nil {
		return nil, err
	}
	if all := merged(object.GetLabels(), labels); len(all) > 0 {
		object.SetLabels(all)
	}
	if all := merged(object.GetAnnotations(), annotations); len(all) > 0 {
		object.SetAnnotations(all)
	}
	return object.MarshalJSON()
}

// merged are the values of both; above wins.
func merged(below, above map[string]string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, below)
	maps.Copy(all, above)
	return all
}

// Package check reads the files beside it as those who run them do: Compose by its own
// loader, the Dockerfile by BuildKit's linter, manifests into Kubernetes' own types, the
// scenarios in them by iotsim. It is a module of its own, so that iotsim's stays small,
// and has tests only.
package check

package main

import (
	"slices"
	"strings"
)

// again is the command line that this process was started with, and another flag.
func (a *app) again(flag string) string {
	if slices.Contains(a.args, flag) {
		return a.commandLine()
	}
	return a.commandLine() + " " + flag
}

// commandLine is what this process was started with.
func (a *app) commandLine() string {
	words := []string{"iotsim"}
	for _, arg := range a.args {
		words = append(words, quoted(arg))
	}
	return strings.Join(words, " ")
}

// plainCharacters mean nothing to a shell.
const plainCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@%"

// quoted is a word as a shell takes it.
func quoted(word string) string {
	if word != "" && strings.Trim(word, plainCharacters) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// resumable says that what the run has sent outlives it, and can be read.
func (j *job) resumable() bool {
	return resumable(j.program.Plan(), j.targets.clusters) == nil
}

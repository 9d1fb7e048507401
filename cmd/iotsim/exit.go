package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/trouble"
)

// Exit codes, as `iotsim help exit-codes` explains them. Scripts rely on them: numbers are never given a second meaning.
const (
	exitGood         = 0   // Everything that was asked for was done.
	exitFailed       = 1   // An expectation or a verification failed, or --check or --exit-code found a difference, or healthcheck was told no.
	exitUsage        = 2   // The command line or the scenario is not valid.
	exitDestination  = 3   // The destination cannot be reached, refuses us, is wrongly configured or is full.
	exitInterrupted  = 4   // The run was interrupted and has said how far it came; --resume goes on with it.
	exitOtherWriter  = 5   // Somebody else writes to the topic.
	exitInconclusive = 6   // Something could not be read, so there is no verdict.
	exitBug          = 70  // A bug of ours.
	exitAtOnce       = 130 // Interrupted a second time.
)

// meanings are the exit codes in words, for those who cannot read the source.
func meanings() string {
	var b strings.Builder
	for _, e := range trouble.Exits() {
		fmt.Fprintf(&b, "  %-4d %s\n", e.Code, e.Meaning)
	}
	return b.String()
}

// A failure is an error that knows its exit code. Without err, all was said.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit %d", f.code)
	}
	return f.err.Error()
}

// Unwrap is what went wrong.
func (f *failure) Unwrap() error { return f.err }

// said is a failure that needs no more words.
func said(code int) error { return &failure{code: code} }

// usage is a command line that is not valid.
func usage(format string, args ...any) error {
	return &failure{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// destination is a place that does not take what we want to write.
func destination(err error) error {
	if err == nil {
		return nil
	}
	return &failure{code: exitDestination, err: err}
}

// codeOf is the exit code that an error asks for. Errors that ask for none come
// from the command line.
func codeOf(err error) int {
	var f *failure
	var k *kafka.Error
	switch {
	case err == nil:
		return exitGood
	case errors.As(err, &f):
		return f.code
	case errors.As(err, &k) && k.Kind == kafka.AnotherWriter:
		return exitOtherWriter
	case errors.As(err, &k):
		return exitDestination
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitUsage
}

package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/iotsim/iotsim/internal/pin"
)

// Git runs git. Its zero value uses the program of that name.
type Git struct {
	Program string
}

// Limits of one fetch.
const (
	// maxTransfer bounds what a repository may send for one commit.
	maxTransfer = 512 << 20
	// timeout bounds a fetch, askTimeout a question.
	timeout    = 10 * time.Minute
	askTimeout = 20 * time.Second
	// maxAnswer bounds what git says: the list of a commit's names, at most.
	maxAnswer = 64 << 20
)

// kept are the variables of git that the caller's environment may set: how to
// reach a host and who to be there. Others would move the repository that is
// worked in.
var kept = []string{"GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_SSL_", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}

// environment is git's: it asks nobody, speaks no other transports and answers
// in English.
func environment(environ []string) []string {
	var env []string
	ssh := false
	for _, e := range environ {
		name, _, _ := strings.Cut(e, "=")
		if strings.HasPrefix(name, "GIT_") && !slices.ContainsFunc(kept, func(k string) bool { return name == k || strings.HasSuffix(k, "_") && strings.HasPrefix(name, k) }) {
			continue
		}
		ssh = ssh || name == "GIT_SSH" || name == "GIT_SSH_COMMAND"
		env = append(env, e)
	}
	if !ssh {
		env = append(env, "GIT_SSH_COMMAND=ssh -oBatchMode=yes")
	}
	return append(env, "GIT_ALLOW_PROTOCOL="+strings.Join(pin.Schemes, ":"), "GIT_TERMINAL_PROMPT=0", "GIT_LFS_SKIP_SMUDGE=1", "LC_ALL=C")
}

// settings come before every command: no hooks, no monitors, whole objects only.
var settings = []string{
	"-c", "core.hooksPath=" + os.DevNull, "-c", "core.fsmonitor=false", "-c", "core.symlinks=false",
	"-c", "transfer.fsckObjects=true", "-c", "submodule.recurse=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
	"-c", "protocol.version=2",
}

// run runs git in a folder and gives what it says on standard output.
func (g Git) run(ctx context.Context, folder string, in io.Reader, args ...string) ([]byte, error) {
	program := g.Program
	if program == "" {
		program = "git"
	}
	cmd := exec.CommandContext(ctx, program, append(slices.Clone(settings), args...)...)
	cmd.Dir, cmd.Env, cmd.Stdin = folder, environment(os.Environ()), in
	cmd.WaitDelay = 5 * time.Second
	out, words := &bounded{most: maxAnswer}, &bounded{most: 64 << 10}
	cmd.Stdout, cmd.Stderr = out, words
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("there is no program git: install it, it is what fetches libraries")
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case out.full:
		return nil, errors.New("the repository has too many files")
	case err != nil:
		return nil, fmt.Errorf("git %s: %s", args[0], lastWords(words.Bytes(), err))
	}
	return out.Bytes(), nil
}

// lastWords is the line in which git says what was wrong. A server has a voice in
// it, so what a terminal would obey is left out.
func lastWords(words []byte, err error) string {
	last := ""
	for line := range strings.Lines(string(words)) {
		line = strings.TrimSpace(plain(line))
		if rest, ok := strings.CutPrefix(line, "fatal: "); ok {
			return rest
		}
		if line != "" {
			last = line
		}
	}
	if last == "" {
		return err.Error()
	}
	return last
}

// plain has a question mark for whatever is no character that is seen.
func plain(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || r == '\t' {
			return r
		}
		return '?'
	}, strings.ToValidUTF8(strings.TrimRight(line, "\r\n"), "?"))
}

// bounded is a buffer that keeps so much and says whether there was more.
type bounded struct {
	bytes.Buffer
	most int
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		b.full = true
		return len(p), nil
	}
	return b.Buffer.Write(p)
}

// ReadFrom hides the buffer's own, which knows no bound.
func (b *bounded) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{b}, r)
}

// Resolve asks the repository which commit the source's ref is now.
func (g Git) Resolve(ctx context.Context, s pin.Source) (commit string, err error) {
	if pin.IsCommit(s.Ref) {
		return s.Ref, nil
	}
	ctx, stop := context.WithTimeoutCause(ctx, askTimeout, fmt.Errorf("%s did not answer within %v", s.URL, askTimeout))
	defer stop()
	names := []string{"HEAD"}
	if s.Ref != "" { // a tag's own commit, a tag, a branch: the first that there is
		names = []string{"refs/tags/" + s.Ref + "^{}", "refs/tags/" + s.Ref, "refs/heads/" + s.Ref, s.Ref}
	}
	out, err := g.run(ctx, os.TempDir(), nil, append([]string{"ls-remote", "--", s.URL}, names...)...)
	if err != nil {
		return "", err
	}
	found := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if hash, name, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			found[name] = hash
		}
	}
	for _, name := range names {
		if pin.IsCommit(found[name]) {
			return found[name], nil
		}
	}
	return "", fmt.Errorf("%s has no tag or branch %q", s.URL, s.Ref)
}

// fetch gets one commit into a bare repository.
func (g Git) fetch(ctx context.Context, repository string, s pin.Source, commit string) error {
	ctx, stop := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("%s did not send everything within %v", s.URL, timeout))
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if _, err := g.run(ctx, repository, nil, "init", "--quiet", "--bare", "--template=", "."); err != nil {
		return err
	}
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		watchSize(ctx, repository, cancel)
	}()
	err := g.fetchCommit(ctx, repository, s, commit)
	cancel(nil)
	<-watched
	return err
}

// fetchCommit asks for the commit itself, and where a server gives none by its
// hash, for the ref that it was.
func (g Git) fetchCommit(ctx context.Context, repository string, s pin.Source, commit string) error {
	fetch := []string{"fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--", s.URL}
	_, err := g.run(ctx, repository, nil, append(slices.Clone(fetch), commit)...)
	if err == nil || ctx.Err() != nil {
		return err
	}
	ref := s.Ref
	if ref == "" {
		ref = "HEAD"
	}
	if _, other := g.run(ctx, repository, nil, append(slices.Clone(fetch), ref)...); other != nil {
		return err
	}
	if _, gone := g.run(ctx, repository, nil, "cat-file", "-e", commit+"^{commit}"); gone != nil {
		return fmt.Errorf("%s does not give commit %.12s any more, and %s is another one now: iotsim get --update takes that", s.URL, commit, ref)
	}
	return nil
}

// watchSize ends a fetch that fills the disk.
func watchSize(ctx context.Context, folder string, cancel context.CancelCauseFunc) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if sizeOf(folder) > maxTransfer {
				cancel(fmt.Errorf("the repository sends more than %d MiB for one commit", maxTransfer>>20))
			}
		}
	}
}

func sizeOf(folder string) (total int64) {
	_ = filepath.WalkDir(folder, func(_ string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			if info, err := e.Info(); err == nil {
				total += info.Size()
			}
		}
		return nil // what vanishes meanwhile does not count
	})
	return total
}

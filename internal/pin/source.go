package pin

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Prefix begins the source of a git library.
const Prefix = "git::"

// LibraryFolder is where git libraries are kept, beside the scenario.
const LibraryFolder = ".iotsim/lib"

// A Source is a git library as a scenario names it.
type Source struct {
	URL string // https, ssh or file, without query
	Sub string // the folder of the repository that is used, "" for all of it
	Ref string // tag, branch or commit; "" for the repository's own branch
}

// Schemes are the transports that a source may use.
var Schemes = []string{"https", "ssh", "file"}

// What a ref, a host and a user may look like: nothing that git's programs could
// take for an option, a pattern or a refspec.
var (
	refForm  = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}$`)
	hostForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?$|^\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?$`)
	userForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
)

// maxSourceBytes bounds a source: it becomes an argument of git.
const maxSourceBytes = 1024

var errNoRepository = errors.New("the URL names no repository")

// Parse reads "git::https://HOST/REPOSITORY.git//FOLDER?ref=TAG". Its error is a
// sentence without the full stop.
func Parse(text string) (Source, error) {
	rest, ok := strings.CutPrefix(text, Prefix)
	if !ok || len(text) > maxSourceBytes {
		return Source{}, errors.New("a git library is written git::https://HOST/REPOSITORY.git//FOLDER?ref=TAG")
	}
	u, err := url.Parse(rest)
	if err != nil || u.Scheme == "" || u.Opaque != "" {
		return Source{}, errors.New("after git:: stands a URL such as https://HOST/REPOSITORY.git or ssh://git@HOST/REPOSITORY.git")
	}
	if err := checkURL(u); err != nil {
		return Source{}, err
	}
	var s Source
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Source{}, errors.New("after the question mark stands ref=TAG and nothing else; what stands there cannot be read")
	}
	for name, values := range query {
		if name != "ref" || len(values) != 1 {
			return Source{}, fmt.Errorf("after the question mark stands ref=TAG and nothing else; there is %q", name)
		}
		s.Ref = values[0]
		if !refForm.MatchString(s.Ref) || strings.Contains(s.Ref, "..") || strings.HasSuffix(s.Ref, ".lock") {
			return Source{}, errors.New("a ref is the name of a tag or branch, or a commit: letters, digits and _ . / - and no - at its beginning")
		}
	}
	repository, sub, _ := strings.Cut(u.Path, "//")
	if strings.Trim(repository, "/") == "" {
		return Source{}, errNoRepository
	}
	if s.Sub = strings.Trim(sub, "/"); s.Sub != "" && (!fs.ValidPath(s.Sub) || strings.Contains(s.Sub, "\\")) {
		return Source{}, errors.New("the folder after // lies in the repository: no .. and no \\ in it")
	}
	u.Path, u.RawPath, u.RawQuery = repository, "", ""
	s.URL = u.String()
	return s, nil
}

// checkURL refuses what is no plain address of a repository.
func checkURL(u *url.URL) error {
	password := false
	if u.User != nil {
		_, password = u.User.Password()
	}
	switch {
	case !slices.Contains(Schemes, u.Scheme):
		return fmt.Errorf("%q is none of the transports that are used: https, ssh and file", u.Scheme)
	case password:
		return errors.New("a password does not stand in a scenario: let git's credential helper, or ssh, know it")
	case u.User != nil && !userForm.MatchString(u.User.Username()):
		return errors.New("the user in the URL has letters, digits and _ . - only")
	case u.Scheme == "file" && (u.Host != "" || u.User != nil):
		return errors.New("a repository on this machine is written git::file:///PATH, with three slashes")
	case u.Scheme != "file" && !hostForm.MatchString(u.Host):
		return errors.New("the URL names no host")
	case u.Fragment != "" || len(strings.Trim(u.Path, "/")) == 0:
		return errNoRepository
	case strings.ContainsFunc(u.Path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }):
		return errors.New("the path of the repository has characters that no path has")
	}
	return nil
}

// Name is the repository and ref of a source as the lock writes them.
func (s Source) Name() string {
	if s.Ref == "" {
		return Prefix + s.URL
	}
	return Prefix + s.URL + "?ref=" + s.Ref
}

// readable is what a folder keeps of a repository's name.
var readable = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// Folder is where the repository's files are kept, relative to the scenario's
// folder: the repository's name, for people, and a hash of URL and ref.
func (s Source) Folder() string {
	name := strings.Trim(readable.ReplaceAllString(strings.TrimSuffix(path.Base(s.URL), ".git"), "-"), "-")
	if len(name) > 40 {
		name = name[:40]
	}
	sum := sha256.Sum256([]byte(s.Name()))
	return path.Join(LibraryFolder, strings.TrimPrefix(name+"-"+hex.EncodeToString(sum[:6]), "-"))
}

// Package fetch takes the files of a git library out of its repository, with
// git's own program.
//
// What a repository holds is not trusted. Nothing is checked out: one commit is
// fetched into a bare repository of its own, the names in it are listed, and
// the files that a library consists of are written one by one, so hooks,
// filters, submodules and links do nothing. Which transports may be used, and
// what URLs and refs look like, is internal/pin's to decide.
//
//	g := fetch.Git{}
//	commit, err := g.Resolve(ctx, source)
//	pinned, err := g.Vendor(ctx, source, commit, "scenarios")
//
// Errors are sentences for whoever named the library; git's own last words are
// part of them.
package fetch

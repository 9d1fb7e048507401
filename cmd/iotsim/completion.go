package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iotsim/iotsim/schema"
)

// A completion proposes words in the place of the one that is being typed.
type completion = func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective)

// flagCompletions are what flags take, by name: a flag means the same wherever
// it stands. Flags that are not listed take a word that nobody can guess.
var flagCompletions = map[string]completion{
	"var":      completeVariables,
	"var-file": completeFiles,
	"overlay":  completeFiles,
	"out":      completeAnyFile,
	"html":     completePages,
	"report":   completePages,
	"phase":    declared("phase"),
	"fault":    declared("fault"),
	"sink":     words("kafka", "stdout", "null", "file:", "records:"),
	"speed":    words("1x", "10x", "60x", "max"),
	"start":    words("now", "now-1h", "now-1d"),
	"duration": words("10s", "1m", "1h"),
	"for":      words("10s", "1m", "1h"),
	"plot":     declared("sensor"),
}

// complete gives every command of the tree its completions: paths, where it
// takes any, and the values of its flags.
func complete(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		complete(c)
	}
	if cmd.ValidArgsFunction == nil {
		switch {
		case strings.HasSuffix(cmd.Use, "PATH..."):
			cmd.ValidArgsFunction = completeFiles
		case strings.HasSuffix(cmd.Use, "PATH"):
			cmd.ValidArgsFunction = onlyFirst(completeFiles)
		case strings.HasSuffix(cmd.Use, "[DIR]"):
			cmd.ValidArgsFunction = onlyFirst(completeFolders)
		case len(cmd.Commands()) == 0:
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		known, ok := flagCompletions[f.Name]
		if !ok {
			known = cobra.NoFileCompletions
		}
		// It fails for a flag that has one already, which then stays.
		_ = cmd.RegisterFlagCompletionFunc(f.Name, known)
	})
}

// completeFiles proposes scenario files and saved plans as they are usually named,
// and folders on the way to them.
func completeFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"hcl", "plan"}, cobra.ShellCompDirectiveFilterFileExt
}

// completePages proposes pages that are there, to be written anew.
func completePages(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"html"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeAnyFile leaves it to the shell.
func completeAnyFile(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

func completeFolders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// onlyFirst proposes nothing after the first argument.
func onlyFirst(c completion) completion {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return c(cmd, args, typed)
	}
}

// words proposes a few words; after one that ends in a colon a file goes on.
func words(all ...string) completion {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		var begins []string
		for _, w := range all {
			if strings.HasPrefix(w, typed) {
				begins = append(begins, w)
			}
		}
		return begins, cobra.ShellCompDirectiveNoFileComp
	}
}

// declared proposes the names of a kind of block in the scenarios of the line.
func declared(kind string) completion {
	return func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, name := range namesIn(args, kind) {
			if strings.HasPrefix(name, typed) {
				names = append(names, name)
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeVariables proposes NAME= for each variable: the value goes on in the
// same word.
func completeVariables(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	names, _ := declared("variable")(cmd, args, typed)
	for i := range names {
		names[i] += "="
	}
	return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// namesIn are the names that scenarios declare. Whoever is typing wants no
// errors: of files that cannot be read there are none.
func namesIn(paths []string, kind string) []string {
	fsys := openFolders(paths...)
	defer fsys.Close()
	sources, _ := schema.Read(fsys, paths, schema.Options{})
	return schema.Declared(sources, kind)
}

package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

// starter is a scenario that says of itself what can be changed.
//
//go:embed starter.hcl
var starter []byte

// starterName is how it is called in its folder.
const starterName = "scenario.hcl"

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a scenario to begin with",
		Long: `Init writes scenario.hcl into DIR, or here: a small scenario that runs as it is, with
comments on what can be changed. A file that is there already stays as it is.`,
		Example: "  iotsim init plant\n  iotsim apply plant --sink stdout",
		Args:    paths("DIR", 0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 1 {
				folder = args[0]
			}
			return a.init(folder)
		},
	}
}

func (a *app) init(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return destination(err)
	}
	name := filepath.Join(folder, starterName)
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usage("there is a file %s already. Name another folder: iotsim init DIR", name)
	}
	if err != nil {
		return destination(err)
	}
	_, err = f.Write(starter)
	if err = errors.Join(err, f.Close()); err != nil {
		return destination(errors.Join(err, os.Remove(name)))
	}
	fmt.Fprintf(a.out, `%s is a scenario. See what it sends, then run it:

  iotsim plan %[1]s
  iotsim sample %[1]s
  iotsim apply %[1]s --verify

The language is explained by 'iotsim docs', its errors by 'iotsim docs errors'.
`, name)
	return nil
}

package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/schema"
)

// flagError adds the flag that was probably meant.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return usage("%w\nRun '%s --help' for what it takes.", err, cmd.CommandPath())
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if near, ok := schema.Nearest(unknown.GetSpecifiedName(), names); ok {
		return usage("%w\nDid you mean --%s?", err, near)
	}
	return usage("%w\nRun '%s --help' for what it takes.", err, cmd.CommandPath())
}

// A ratioFlag is a speed: "1x", "60x", "0.5x", "max".
type ratioFlag struct {
	ratio schema.Ratio
	set   bool
}

// Set reads a speed exactly: 0.1x is one tenth.
func (f *ratioFlag) Set(text string) error {
	r, err := parseSpeed(text)
	f.ratio, f.set = r, err == nil
	return err
}

func (f *ratioFlag) String() string {
	if !f.set {
		return ""
	}
	return view.Speed(f.ratio)
}

// Type is what help calls the value.
func (f *ratioFlag) Type() string { return "SPEED" }

// maxSpeedDigits keeps a speed far inside of what plan time times speed can hold.
const maxSpeedDigits = 6

func parseSpeed(text string) (schema.Ratio, error) {
	if text == "max" {
		return schema.Ratio{Num: 0, Den: 1}, nil
	}
	number := strings.TrimSuffix(text, "x")
	whole, fraction, _ := strings.Cut(number, ".")
	digits := whole + fraction
	n, err := strconv.ParseUint(digits, 10, 63)
	if err != nil || n == 0 || len(whole) > maxSpeedDigits || len(fraction) > maxSpeedDigits || strings.HasSuffix(number, ".") {
		return schema.Ratio{}, fmt.Errorf(`write a multiple of real time such as "1x", "60x" or "0.5x", or "max"`)
	}
	r := schema.Ratio{Num: int64(n), Den: 1}
	for range fraction {
		r.Den *= 10
	}
	d := gcd(r.Num, r.Den)
	return schema.Ratio{Num: r.Num / d, Den: r.Den / d}, nil
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// A durationFlag is a duration as scenarios have it, "2d" too.
type durationFlag time.Duration

// Set reads a duration.
func (f *durationFlag) Set(text string) error {
	d, err := schema.ParseDuration(text)
	*f = durationFlag(d)
	return err
}

func (f *durationFlag) String() string {
	if *f == 0 {
		return ""
	}
	return view.Duration(time.Duration(*f))
}

// Type is what help calls the value.
func (f *durationFlag) Type() string { return "DURATION" }

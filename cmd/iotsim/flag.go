package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/schema"
)

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

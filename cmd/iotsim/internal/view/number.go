package view

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// count is a whole number with its thousands set apart: 1,034,000.
func count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return sign + strings.Join(append([]string{digits}, groups...), ",")
}

// Count is a whole number as people read it.
func Count(n int64) string { return count(n) }

// Plural is a number of things.
func Plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// Rate is records a second as people read it: no decimals where they say nothing.
func Rate(r float64) string {
	switch {
	case r == 0 || r >= 100:
		return count(int64(math.Round(r)))
	case r >= 10:
		return strconv.FormatFloat(r, 'f', 1, 64)
	}
	return strconv.FormatFloat(r, 'f', 2, 64)
}

// Bytes is a size in units of 1024.
func Bytes(n int64) string {
	const units = "KMGTPE"
	if n < 1024 {
		return fmt.Sprintf("%d B", n)
	}
	v, unit := float64(n), -1
	for v >= 1024 && unit+1 < len(units) {
		v /= 1024
		unit++
	}
	digits := 0
	if v < 10 {
		digits = 1
	}
	return strconv.FormatFloat(v, 'f', digits, 64) + " " + units[unit:unit+1] + "iB"
}

// Duration is a span of time without the zeros that time.Duration keeps: 1m, not
// 1m0s. It is cut to what one can tell apart.
func Duration(d time.Duration) string {
	switch {
	case d >= time.Minute:
		d = d.Round(time.Second)
	case d >= time.Second:
		d = d.Round(10 * time.Millisecond)
	case d >= time.Millisecond:
		d = d.Round(10 * time.Microsecond)
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

// millis is a latency in milliseconds, as short as it can be told.
func millis(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	if ms >= 10 {
		return strconv.FormatFloat(ms, 'f', 0, 64)
	}
	return strconv.FormatFloat(ms, 'f', 1, 64)
}

// Millis is a latency as people read it: 3.2, 250.
func Millis(d time.Duration) string { return millis(d) }

// exactly is a latency in milliseconds to all the digits that were measured, so
// that one sees on which side of a limit it lies.
func exactly(ms float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(ms, 'f', 2, 64), "0"), ".")
}

// clock is plan time as the language writes durations, so that it can be pasted:
// 1m5s, 26h1m5s.
func clock(d time.Duration) string { return Duration(d) }

// stopwatch is plan time that runs: 1:05, 26:01:05.
func stopwatch(d time.Duration) string {
	s := int64(d / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

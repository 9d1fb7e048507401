package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Within these a scenario is open or refused, whatever it says.
const (
	hostileTime   = 10 * time.Second
	hostileMemory = 1 << 30

	// slowest is how many times as long an old machine takes. Reading stops by itself;
	// what this finds is work that grows beyond all bounds, on any machine.
	slowest = 6
)

// nested is n of open, then middle, then n of end.
func nested(open, middle, end string, n int) string {
	return strings.Repeat(open, n) + middle + strings.Repeat(end, n)
}

// hostile are values that plain HCL or expr take as a crash, minutes or
// gigabytes: each stands behind locals { x = … }.
var hostileValues = map[string]string{
	"parentheses":            nested("(", "1", ")", 100_000),
	"lists":                  nested("[", "1", "]", 100_000),
	"objects":                nested("{a=", "1", "}", 100_000),
	"calls":                  nested("abs(", "1", ")", 100_000),
	"indexes":                nested("local.x[", "1", "]", 100_000),
	"templates":              nested(`"${`, "1", `}"`, 50_000),
	"template ifs":           `"` + nested("%{if true}", "1", "%{endif}", 40_000) + `"`,
	"template fors":          `"` + nested("%{for a in [1]}", "1", "%{endfor}", 40_000) + `"`,
	"for expressions":        nested("[for a in ", "[1]", ": a]", 50_000),
	"unclosed parentheses":   strings.Repeat("(", 500_000),
	"closing only":           strings.Repeat(")", 500_000),
	"nots":                   strings.Repeat("!", 400_000) + "true",
	"minuses":                strings.Repeat("-", 400_000) + "1",
	"splats":                 "local.y" + strings.Repeat("[*]", 200_000),
	"attribute splats":       "local.y" + strings.Repeat(".*", 200_000),
	"attributes":             "local.y" + strings.Repeat(".a", 200_000),
	"conditionals":           strings.Repeat("true ? 1 : ", 60_000) + "1",
	"sums":                   "1" + strings.Repeat("+1", 200_000),
	"objects on lines":       "1" + strings.Repeat(" + {\n}", 100_000),
	"heredoc":                "<<EOT\n" + strings.Repeat("a\n", 400_000) + "EOT\n",
	"heredoc of templates":   "<<-EOT\n" + strings.Repeat("  ${1}\n", 100_000) + "EOT\n",
	"heredoc never ended":    "<<EOT\n" + strings.Repeat("a\n", 400_000),
	"exponent":               `"${1e10000000}"`,
	"exponent in a text":     `"${"1e10000000" * 1}"`,
	"exponent far below":     `"${"1e-10000000" * 1}"`,
	"long product":           `"${` + "1e300" + strings.Repeat("*1e300", 20_000) + `}"`,
	"long product in a call": `tostring(` + "1e300" + strings.Repeat("*1e300", 20_000) + `)`,
	"digits":                 "0." + strings.Repeat("0", 100_000) + "1",
	"loops":                  "[for a in range(9999) : [for b in range(9999) : [for c in range(9999) : a]]]",
	"loops that keep little": "length([for a in range(9999) : 1 if length([for b in range(9999) : b if b == a]) > 9])",
	"splat in a loop":        "[for a in range(9999) : range(9999)[*]]",
	"search in a loop":       "[for a in range(9999) : contains(range(9999), a)]",
	"product of sets":        "setproduct(range(9999), range(9999), range(9999))",
	"long list":              "range(0, 1e15)",
	"wide format":            `format("%01000000000d", 1)`,
	"wide list of formats":   `formatlist("%0900000d", range(9999))`,
	"repeated format":        `[for i in range(9999) : format("%0900000d", i)]`,
	"replace":                `replace(format("%0900000d", 1), "0", format("%0900000d", 1))`,
	"join":                   `join(format("%0900000d", 1), range(9999))`,
	"template of texts":      `[for a in [format("%0900000d", 1)] : "` + strings.Repeat("${a}", 10_000) + `"]`,
	"doubling":               "[for a in [[1, 1]] : " + nested("[for a in [[a, a]] : ", "a", "]", 60) + "]",
	"tuple of many types":    "toset([" + strings.Repeat(`1, "a", [1], `, 10_000) + "])",
	"branches of many types": "true ? [" + strings.Repeat(`1, "a", [1], `, 10_000) + "] : [" + strings.Repeat(`"a", [], 1, `, 5_000) + "]",
	"unknown names":          "[" + strings.Repeat("locla.x, ", 15_000) + "]",
}

// hostileTexts are whole files.
var hostileTexts = map[string]string{
	"blocks":            nested("building \"A\" {\n", "", "}\n", 40_000),
	"blocks in a line":  nested("floor{", "", "}", 100_000),
	"unclosed blocks":   strings.Repeat("model \"m\" {\n", 60_000),
	"unclosed texts":    strings.Repeat("a = \"\n", 100_000),
	"unknown blocks":    strings.Repeat("modle \"m\" {}\n", 60_000),
	"same blocks":       strings.Repeat("model \"m\" {}\n", 60_000),
	"arguments":         strings.Repeat("a = 1\n", 150_000),
	"broken lines":      "locals {\n" + strings.Repeat("a = = 1\n", 100_000) + "}\n",
	"broken blocks":     strings.Repeat("model \"m\" {\n  a = = 1\n}\n", 30_000),
	"labels":            "model " + strings.Repeat("\"m\" ", 200_000) + "{}\n",
	"size":              strings.Repeat("#", 3<<20),
	"one comment":       "/*" + strings.Repeat("*", 1<<20),
	"nul":               "# \x00\n",
	"invalid utf-8":     "# \xff\n",
	"direction":         "scenario \"\u202etxt\" {}\n",
	"zero width":        "scenario \"a\u200bb\" {}\n",
	"chain of locals":   chain(20_000),
	"circle of locals":  strings.Replace(chain(20_000), "l0 = 1", "l0 = local.l19999", 1),
	"doubling locals":   doubling(200),
	"places of places":  worked("count = 1000000", "count = 10000", "count = 10000", `id = "{oops}"`),
	"devices":           worked("count = 1000000", "count = 10000", "count = 10000", "count = 1000"),
	"functions":         "function \"f\" {\n  params = [x]\n  result = f(x)\n}\n",
	"expression":        formulaOf(nested("(", "1", ")", 350_000)),
	"short expression":  formulaOf(nested("(", "1", ")", 2_000)),
	"prefixes":          formulaOf(strings.Repeat("-", 4_000) + "1"),
	"comparisons":       formulaOf(strings.Repeat("(1 < ", 60) + "2 < 3" + strings.Repeat(" < 2 < 3)", 60)),
	"sum in a formula":  formulaOf("1" + strings.Repeat("+1", 2_000)),
	"builtin":           formulaOf("reduce(1..1000000000, # + #acc)"),
	"builtin that maps": formulaOf("len(map(1..1000000000, #))"),
	"range of integers": formulaOf("sum(1..1000000000)"),
	"repeat":            formulaOf("repeat('a', 1000000000)"),
	"pattern":           worked("", "", "", `id = "`+strings.Repeat("{n}", 100_000)+`"`),
	"pattern width":     worked("", "", "", `id = "{n:0999999999}"`),
	"rate":              strings.Replace(worked("", "", "", ""), `"1m"`, `"3000000h"`, 1),
}

// chain is locals of which each names the one before it, the last first.
func chain(n int) string {
	var s strings.Builder
	s.WriteString("locals {\n")
	for i := n - 1; i > 0; i-- {
		fmt.Fprintf(&s, "  l%d = [local.l%d]\n", i, i-1)
	}
	return s.String() + "  l0 = 1\n}\n"
}

// doubling is locals of which each holds the one before it twice.
func doubling(n int) string {
	var s strings.Builder
	s.WriteString("locals {\n  l0 = 1\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&s, "  l%d = [local.l%d, local.l%d]\n", i, i-1, i-1)
	}
	return s.String() + "}\n"
}

// worked is a whole scenario with something in each of its places.
func worked(building, floor, room, devices string) string {
	return fmt.Sprintf(`scenario "s" {}
model "m" {
  interval = "1s"
  sensor "x" { value = normal(0, 1) }
}
building "b" {
  %s
  floor {
    %s
    room "r" {
      %s
      devices "m" { %s }
    }
  }
}
phase "run" { duration = "1m" }
`, building, floor, room, devices)
}

// formulaOf is a scenario with a formula.
func formulaOf(text string) string {
	return strings.Replace(worked("", "", "", ""), "value = normal(0, 1)", fmt.Sprintf("formula = %q", text), 1)
}

// hostileFiles are all hostile inputs by name.
func hostileFiles() map[string]string {
	all := map[string]string{}
	for name, value := range hostileValues {
		all[name] = "locals {\n  x = " + value + "\n}\n" + worked("", "", "", "")
	}
	for name, text := range hostileTexts {
		all[name] = text
	}
	return all
}

// placed is how a diagnostic says where it is.
var placed = regexp.MustCompile(`(?m)^  --> hostile\.hcl:\d+:\d+$`)

// TestHostileFilesAreRefused opens each in a process of its own: a stack that
// overflows ends a process whatever it recovers from.
func TestHostileFilesAreRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("each is a process, of which a race detector of this one sees nothing")
	}
	files := hostileFiles()
	if len(files) < 60 {
		t.Fatalf("only %d", len(files))
	}
	for name, text := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "hostile.hcl"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, command := range []string{"validate", "plan", "fmt --check"} {
				code, said := limited(t, folder, strings.Fields(command+" hostile.hcl")...)
				switch {
				case strings.Contains(said, "goroutine ") || code != exitUsage && !strings.HasPrefix(command, "fmt"):
					t.Errorf("%s: exit code %d\n%.2000s", command, code, said)
				case code == exitUsage && !placed.MatchString(said):
					t.Errorf("%s says no place:\n%.2000s", command, said)
				}
			}
		})
	}
}

// limited runs the program and fails when it took too much.
func limited(t *testing.T, folder string, args ...string) (code int, said string) {
	t.Helper()
	peak := filepath.Join(t.TempDir(), "peak")
	cmd := exec.Command("iotsim", args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), peakFile+"="+peak)
	var talk bytes.Buffer
	cmd.Stderr = &talk
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// Of a machine that others are busy on too, only the program's share counts.
	alarm := time.AfterFunc(5*slowest*hostileTime, func() { _ = cmd.Process.Kill() })
	defer alarm.Stop()
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if took := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(); took > slowest*hostileTime {
		t.Errorf("%v took %v", args, took)
	}
	switch used, err := os.ReadFile(peak); {
	case err != nil:
		t.Errorf("%v: %v: %v\n%.2000s", args, cmd.ProcessState, err, talk.String())
	default:
		if kib, err := strconv.Atoi(string(used)); err != nil || kib<<10 > hostileMemory {
			t.Errorf("%v took %s KiB", args, used)
		}
	}
	return cmd.ProcessState.ExitCode(), talk.String()
}

// peakFile names the variable of where the program writes the most memory that
// it ever had. What wait tells of a process counts its parent's memory too, from
// before the program was put in its place.
const peakFile = "IOTSIM_TEST_PEAK"

// measuredMain is main that keeps its peak.
func measuredMain() {
	code := run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if name := os.Getenv(peakFile); name != "" {
		if err := os.WriteFile(name, []byte(peak()), 0o600); err != nil {
			panic(err)
		}
	}
	os.Exit(code)
}

// peak is the most memory that this process ever had, in KiB: 0 where the system
// does not tell.
func peak() string {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, found := strings.Cut(string(status), "VmHWM:")
	if !found {
		return "0"
	}
	return strings.Fields(rest)[0]
}

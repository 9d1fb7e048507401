package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// A collector gathers diagnostics. The same fault at the same place is kept
// once, however many places repeat the block that it is in, and no more faults
// than anybody reads.
type collector struct {
	diags  hcl.Diagnostics
	seen   map[diagnosticKey]bool
	errors int // of diags
}

type diagnosticKey struct {
	summary, file string
	from, to      int
}

func (c *collector) add(diags ...*hcl.Diagnostic) {
	if c.seen == nil {
		c.seen = map[diagnosticKey]bool{}
	}
	for _, d := range diags {
		d = asWritten(d)
		key := diagnosticKey{summary: d.Summary}
		if d.Subject != nil {
			key.file, key.from, key.to = d.Subject.Filename, d.Subject.Start.Byte, d.Subject.End.Byte
		}
		if c.seen[key] || len(c.diags) > maxDiagnostics && c.errors > 0 {
			continue
		}
		c.seen[key] = true
		c.diags = append(c.diags, d)
		if d.Severity == hcl.DiagError {
			c.errors++
		}
	}
}

func (c *collector) errorf(r hcl.Range, summary, format string, args ...any) {
	c.add(&hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: strings.TrimSpace(fmt.Sprintf(format, args...)), Subject: r.Ptr()})
}

func (c *collector) warnf(r hcl.Range, summary, format string, args ...any) {
	c.add(&hcl.Diagnostic{Severity: hcl.DiagWarning, Summary: summary, Detail: strings.TrimSpace(fmt.Sprintf(format, args...)), Subject: r.Ptr()})
}

func (c *collector) hasErrors() bool { return c.errors > 0 }

// Sort brings diagnostics into the order of the files' text and drops those
// that say the same of the same place. Those without a place come first.
func Sort(diags hcl.Diagnostics) hcl.Diagnostics {
	var c collector
	c.add(diags...)
	slices.SortStableFunc(c.diags, func(a, b *hcl.Diagnostic) int {
		p, q := subject(a), subject(b)
		return cmp.Or(
			inText(p, q),
			cmp.Compare(p.End.Byte, q.End.Byte),
			cmp.Compare(a.Summary, b.Summary),
		)
	})
	return c.diags
}

// inText compares places by where in the files' text they begin.
func inText(p, q hcl.Range) int {
	return cmp.Or(cmp.Compare(p.Filename, q.Filename), cmp.Compare(p.Start.Byte, q.Start.Byte))
}

// subject is the place of a diagnostic, the empty range when it has none.
func subject(d *hcl.Diagnostic) hcl.Range {
	if d.Subject == nil {
		return hcl.Range{}
	}
	return *d.Subject
}

package runs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

const (
	planForm    = "iotsim/saved-plan/"
	planVersion = "1"
)

// planFormat is what a saved plan says first.
const planFormat = planForm + planVersion

// maxPlanBytes bounds a saved plan: that of a thousand rooms has a hundredth of it.
const maxPlanBytes = 64 << 20

// A Plan is a plan in a file: the texts and values that it was made of, and what
// they came to. Whoever compiles them again and gets anything else knows that it
// is not the plan that was looked at. Sensitive values are not kept.
type Plan struct {
	Format   string `json:"format"`
	Version  string `json:"version"` // of iotsim
	Scenario string `json:"scenario"`
	Digest   string `json:"digest"` // of the plan
	Seed     uint64 `json:"seed"`
	Start    *int64 `json:"start"` // event time of the first instant, Unix milliseconds; null: unresolved

	Variables Variables    `json:"variables"`
	Sources   []SummedText `json:"sources"`
	Sum       string       `json:"sum"` // SHA-256, hex, of all of the above
}

// A SummedText is a source with its own checksum, so that an edited one is named.
type SummedText struct {
	Source
	Sum string `json:"sum"` // SHA-256, hex, of the text
}

// ErrOccupied says that a file is no saved plan, so none is written over it.
var ErrOccupied = errors.New("the file is there already and is no saved plan")

// ErrDamaged says that a saved plan is not as it was written.
var ErrDamaged = errors.New("the plan is not as it was saved")

// WritePlan writes a plan to a file: whole or not at all, and over nothing but
// another saved plan. It fills in the format and the sums.
func WritePlan(name string, p Plan) error {
	switch was, err := isPlan(name); {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err == nil && !was:
		return ErrOccupied
	}
	p.Format = planFormat
	for i := range p.Sources {
		p.Sources[i].Sum = sumOf([]byte(p.Sources[i].Text))
	}
	p.Sum = p.sum()
	text, err := json.MarshalIndent(&p, "", "  ")
	if err != nil {
		return err
	}
	if len(text) >= maxPlanBytes {
		return fmt.Errorf("the plan has %d MiB with all its files, the most is %d", len(text)>>20, maxPlanBytes>>20)
	}
	return writeFile(name, append(text, '\n'))
}

// ReadPlan reads a saved plan. It is nil, without an error, where the name is of
// anything else, be it a scenario, a folder or nothing.
func ReadPlan(name string) (*Plan, error) {
	// Of what cannot be looked at, whoever reads it as a scenario says what is wrong.
	if was, _ := isPlan(name); !was {
		return nil, nil
	}
	text, err := readFile(name, maxPlanBytes)
	if err != nil {
		return nil, err
	}
	var p Plan
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if p.Format != planFormat {
		return nil, fmt.Errorf("it is of the form %q, and this iotsim reads %q", p.Format, planFormat)
	}
	for _, s := range p.Sources {
		if s.Sum != sumOf([]byte(s.Text)) {
			return nil, fmt.Errorf("%w: its copy of %s was changed", ErrDamaged, s.Name)
		}
	}
	if p.Sum != p.sum() {
		return nil, fmt.Errorf("%w: what stands beside its files was changed", ErrDamaged)
	}
	return &p, nil
}

// sum is the checksum of everything but the checksum.
func (p Plan) sum() string {
	p.Sum = ""
	text, err := json.Marshal(&p)
	if err != nil {
		panic(fmt.Sprintf("runs: a saved plan is always JSON: %v", err))
	}
	return sumOf(text)
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// isPlan looks at the beginning of a regular file.
func isPlan(name string) (bool, error) {
	info, err := os.Stat(name) // to open a pipe would wait
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() {
		return false, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }() // read only: nothing can be lost
	head := make([]byte, 64)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	return saysPlan(head[:n]), nil
}

// saysPlan says whether a text begins as saved plans do, of whatever version.
func saysPlan(head []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(head), []byte("{"))
	if !ok {
		return false
	}
	rest, ok = bytes.CutPrefix(bytes.TrimSpace(rest), []byte(`"format"`))
	if !ok {
		return false
	}
	rest, ok = bytes.CutPrefix(bytes.TrimSpace(rest), []byte(":"))
	return ok && strings.HasPrefix(string(bytes.TrimSpace(rest)), `"`+planForm)
}

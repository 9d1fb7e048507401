package telemetry

// The most values of labels that a scenario names. A dashboard with more lines than
// that shows nobody anything, and each is a series for as long as Prometheus keeps it.
const (
	mostTopics       = 100
	mostPhases       = 100
	mostFaults       = 100
	mostExpectations = 100
)

// rest is what all values beyond the most are called.
const rest = "other"

// A bound gives names as they are until there are too many.
type bound struct {
	most int
	show func(string) string
	seen map[string]bool
}

func newBound(most int, show func(string) string) *bound {
	return &bound{most: most, show: show, seen: map[string]bool{}}
}

// name is the value of a label for a name. Ask in the same order each time.
func (b *bound) name(name string) string {
	name = b.show(name)
	if !b.seen[name] && len(b.seen) == b.most-1 {
		return rest
	}
	b.seen[name] = true
	return name
}

// flags are gauges of 0 or 1 by name.
type flags struct {
	*bound
	order []string
	on    map[string]float64
}

func newFlags(most int, show func(string) string) *flags {
	return &flags{bound: newBound(most, show), on: map[string]float64{}}
}

// set raises the flag of a name, or knows it. A flag that several share is raised
// by any of them.
func (f *flags) set(name string, up bool) {
	name = f.name(name)
	if _, known := f.on[name]; !known {
		f.order = append(f.order, name)
		f.on[name] = 0
	}
	if up {
		f.on[name] = 1
	}
}

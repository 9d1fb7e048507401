package schema

import (
	"cmp"
	"math"
	"path"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/iotsim/iotsim/internal/zone"
)

// A decoder is one run of Decode: what was read so far and what was wrong.
type decoder struct {
	collector
	files    *Files
	opts     Options
	top      *scope // the scenario's own
	scope    *scope // of the file that is being read: top, or a library's
	scenario *Scenario
	varFiles []*hclsyntax.Body
	overlays []*hclsyntax.Body

	root      string              // the scenario's folder
	opened    int                 // libraries
	openBytes int                 // of their text
	extending int                 // blocks of models that extend others
	libraries map[string][]Source // by folder
	scopes    map[string]*scope   // of libraries, by name of the file: see scopeOf
	orders    map[*hclsyntax.Body][]*hclsyntax.Attribute

	sensors     map[string]bool // of all models; true: measures numbers in one
	misread     map[string]bool // kinds of top blocks that were written as another
	devices     int64           // in the groups so far
	groupFaults bool            // there were errors: the number of devices means nothing

	meter   meter
	mends   []*mended
	torn    map[*hclsyntax.Body]bool // of which parts were not found, in what they are merged from
	laid    int                      // places laid out so far
	skipped int                      // values that readers went without: they were reported

	recording *recording
	seeking   bool // only for the files that replay names

	faultyModels    []int         // those with errors, by index
	fields          messageFields // nil until an effect names one
	scoped          []scopedFault
	payloads        payloadBudget
	secretive       map[hclsyntax.Expression]bool // arguments computed from sensitive variables
	namelessLibrary bool                          // a library has no name to be used by
	lostSensors     bool                          // what a model extends was not found, and with it unknown sensors
	extendedTooMuch bool
}

// Decode turns sources that were read already into a scenario. It does no I/O:
// opts.VarFiles is not looked at, a file of variables is a Source. Several
// sources are one scenario, in the order given. Files is never nil. With errors
// in the diagnostics, the scenario is nil or holds no more than what is sound: it
// serves to find what else is wrong (engine.Check), not to be run.
func Decode(sources []Source, opts Options) (*Scenario, *Files, hcl.Diagnostics) {
	d := newDecoder(sources, opts)
	if bodies, ok := d.parse(sources); ok {
		d.decode(bodies)
	}
	if d.hasErrors() {
		return d.sound(), d.files, Sort(d.diags)
	}
	return d.scenario, d.files, Sort(d.diags)
}

func newDecoder(sources []Source, opts Options) *decoder {
	d := &decoder{
		files:     NewFiles(sources...),
		opts:      opts,
		scenario:  &Scenario{},
		sensors:   map[string]bool{},
		misread:   map[string]bool{},
		recording: newRecording(sources, opts),
	}
	d.top = newScope(d)
	d.scope = d.top
	return d
}

// sound is the scenario's models, faults and expectations, and its groups, whose tags
// conditions name. Of models with errors
// only what is wrong with expressions in themselves is still to be found: a formula
// over a sensor that could not be read is no second mistake.
func (d *decoder) sound() *Scenario {
	for _, i := range d.faultyModels {
		m := &d.scenario.Models[i]
		m.Sensors, m.Info, m.Payload = openFormulas(m.Sensors), nil, nil
	}
	return &Scenario{Models: d.scenario.Models, Groups: d.scenario.Groups, Faults: d.scenario.Faults, Expectations: d.scenario.Expectations, ModelsUnread: d.lost("model")}
}

// openFormulas are the sensors that have formulas, without anything else.
func openFormulas(sensors []Sensor) []Sensor {
	var open []Sensor
	for i := range sensors {
		s := &sensors[i]
		if s.Formula == nil {
			continue
		}
		f := *s.Formula
		f.Open = true
		bare := Sensor{Name: s.Name, Formula: &f, Status: slices.Clone(s.Status), Range: s.Range}
		for j := range bare.Status {
			bare.Status[j].When.Open = true
		}
		open = append(open, bare)
	}
	return open
}

// parse checks and parses each source. It is false when one could not be read
// at all: what else is wrong would then mostly follow from that. Of a source that
// needs another version of the language nothing else is said.
func (d *decoder) parse(sources []Source) (bodies []*hclsyntax.Body, ok bool) {
	ok = true
	var faults hcl.Diagnostics
	for _, s := range sources {
		switch {
		case s.Series: // parsed when it is named
			continue
		case s.Library != "":
			d.keepLibrary(s)
			continue
		}
		body, diags := d.readBody(s.Name, s.Text)
		if !d.fits(body) {
			return nil, false
		}
		faults = append(faults, diags...)
		switch {
		case body == nil:
			ok = false
		case s.Variables:
			d.varFiles = append(d.varFiles, body)
		case s.Overlay:
			d.overlays = append(d.overlays, body)
		default:
			if len(bodies) == 0 {
				d.root = path.Dir(s.Name)
			}
			bodies = append(bodies, body)
		}
	}
	d.add(faults...)
	return bodies, ok
}

// readBody parses a text to be decoded: its expressions are metered, and what was
// lost of it is kept in mind.
func (d *decoder) readBody(name string, text []byte) (*hclsyntax.Body, hcl.Diagnostics) {
	body, m, diags := parse(name, text)
	if m != nil {
		d.mends = append(d.mends, m)
	}
	if body != nil {
		d.meter.instrument(body)
	}
	return body, diags
}

// damaged says that more than an argument's value was lost in the range of a
// body; the empty range is all files.
func (d *decoder) damaged(in *hclsyntax.Body) bool {
	return d.torn[in] || slices.ContainsFunc(d.mends, func(m *mended) bool { return m.within(m.damage, in.SrcRange) })
}

// lost says that a top block of this kind could not be read to its end.
func (d *decoder) lost(kind string) bool {
	return d.misread[kind] || slices.ContainsFunc(d.mends, func(m *mended) bool { return m.lost[kind] })
}

// begin says that an expression is evaluated next.
func (d *decoder) begin(r hcl.Range) {
	d.meter.begin()
	r.Filename = writtenName(r.Filename)
	d.opts.Activity.set(r)
}

// parse is the guard, the parser and, where the text does not parse, what can be
// read of it all the same. The body is nil when the guard refuses the text.
func parse(name string, text []byte) (*hclsyntax.Body, *mended, hcl.Diagnostics) {
	if diags := guard(name, text); diags.HasErrors() {
		return nil, nil, diags
	}
	file, diags := hclsyntax.ParseConfig(text, name, hcl.InitialPos)
	if onlyRedefined(diags) {
		return file.Body.(*hclsyntax.Body), nil, diags
	}
	m := mend(name, text)
	return m.body, m, m.diags
}

// decode takes the blocks in the order in which they need each other.
func (d *decoder) decode(bodies []*hclsyntax.Body) {
	whole := d.merge(bodies)
	for _, over := range d.overlays {
		whole = d.mergeBodies("", whole, d.merge([]*hclsyntax.Body{over}))
	}
	file := d.contents(whole, fileType, firstLine(bodies))
	d.names(file)
	phases, cycles := d.declarePhases(file)
	d.scope.close()
	d.scenario.Sensitive = d.scope.sensitive()
	for _, block := range file.inner {
		if block.Type == "scenario" {
			d.header(d.body(block, scenarioType))
		}
	}
	// Libraries' models are taken where devices name them, their faults where
	// phases do; faults come after places because they name sensors.
	d.scope.models.takeAll()
	d.places(file)
	d.scope.faults.takeAll()
	each(phases, d.phase)
	each(cycles, d.cycle)
	d.checkScopes()
	d.checkDelays()
	d.checkPhases()
	d.expectations(file)
	d.overrideDuration()
	d.output(file)
}

// names takes the blocks that give names to values, models and faults.
func (d *decoder) names(file *body) {
	for _, block := range file.inner {
		switch block.Type {
		case "variable":
			d.variable(block)
		case "locals":
			d.locals(block)
		case "library":
			d.library(block)
		case "model":
			d.scope.models.declare(d, block)
		case "fault":
			d.scope.faults.declare(d, block)
		}
	}
}

func each(bodies []*body, take func(*body)) {
	for _, b := range bodies {
		take(b)
	}
}

// merge is all files as one: the blocks of each after those of the file before.
func (d *decoder) merge(bodies []*hclsyntax.Body) *hclsyntax.Body {
	whole := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
	for _, b := range bodies {
		whole.Blocks = append(whole.Blocks, b.Blocks...)
		for _, a := range attributesOf(b) {
			d.errorf(a.NameRange, "Misplaced argument",
				"The argument %q stands outside of all blocks. Values of the author's own go into locals { … }.", a.Name)
		}
	}
	return whole
}

// argumentsOf are a body's arguments in the order written, or in that in which
// bodies were merged.
func (d *decoder) argumentsOf(b *hclsyntax.Body) []*hclsyntax.Attribute {
	if order, merged := d.orders[b]; merged {
		return order
	}
	return attributesOf(b)
}

// attributesOf are a body's arguments in the order written; HCL keeps a map.
func attributesOf(b *hclsyntax.Body) []*hclsyntax.Attribute {
	all := make([]*hclsyntax.Attribute, 0, len(b.Attributes))
	for _, a := range b.Attributes {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b *hclsyntax.Attribute) int {
		return cmp.Compare(a.SrcRange.Start.Byte, b.SrcRange.Start.Byte)
	})
	return all
}

// firstLine is the place of what is missing in the file as a whole.
func firstLine(bodies []*hclsyntax.Body) hcl.Range {
	if len(bodies) == 0 {
		return hcl.Range{}
	}
	r := bodies[0].Range()
	return hcl.Range{Filename: r.Filename, Start: hcl.InitialPos, End: hcl.InitialPos}
}

// locals takes a locals block; there may be several.
func (d *decoder) locals(block *hclsyntax.Block) {
	b := d.body(block, fileType.block("locals"))
	for _, a := range b.all {
		if first := d.scope.locals[a.Name]; first != nil {
			d.errorf(a.NameRange, "Duplicate local",
				"There is a local %q already, at %s.", a.Name, where(first.attr.NameRange))
			continue
		}
		d.scope.locals[a.Name] = &local{attr: a}
	}
}

// name makes known what references can name a block by.
func (d *decoder) name(b *body) { d.unique(b, d.scope.declared[b.kind.Name]) }

// unique adds a block's name to those of its kind, and reports one that another
// has.
func (d *decoder) unique(b *body, names map[string]hcl.Range) {
	switch first, ok := names[b.name]; {
	case !b.named():
	case ok:
		d.errorf(b.head, "Duplicate "+b.kind.Name,
			"There is a %s %q already, at %s.", b.kind.Name, b.name, where(first))
	default:
		names[b.name] = b.head
	}
}

// places lays out buildings, floors, rooms and devices.
func (d *decoder) places(file *body) {
	before := d.errors
	world := &place{}
	for _, b := range d.placeBlocks(file) {
		b.layOut(world)
	}
	d.groupFaults = d.hasErrors()
	if d.errors > before {
		return
	}
	if len(d.scenario.Groups) == 0 && !d.groupFaults && !file.damaged {
		d.errorf(file.head, "No devices",
			"A scenario needs devices in a place: building \"A\" { floor { room \"101\" { devices \"MODEL\" { count = 100 } } } }")
	}
	d.checkIDs()
}

// output takes sinks and labels, then looks at them together.
func (d *decoder) output(file *body) {
	for _, block := range file.inner {
		if block.Type == "sink" {
			d.sink(block)
		}
	}
	if len(d.scenario.Sinks) == 0 {
		d.scenario.Sinks = []Sink{defaultSink(d.scenario.Range)}
	}
	d.overrideSinks()
	for _, block := range file.inner {
		if block.Type == "labels" {
			d.labels(d.body(block, labelsType))
		}
	}
	d.checkSinks()
}

// expectations takes the expect blocks, which look at the phases as written.
func (d *decoder) expectations(file *body) {
	for _, block := range file.inner {
		if block.Type == expectType.Name {
			d.expect(d.body(block, expectType))
		}
	}
}

// header takes the scenario block and what the command line says instead.
func (d *decoder) header(b *body) {
	s := d.scenario
	s.Name, s.Range = b.name, b.head
	s.Description, _ = b.text("description")
	s.Seed = 1
	if n, ok := b.whole("seed", 0, math.MaxInt64); ok {
		s.Seed = uint64(n)
	}
	if d.opts.Seed != nil {
		s.Seed = *d.opts.Seed
	}
	s.Start = Instant{Now: true}
	if start, ok := b.instant("start"); ok {
		s.Start = start
	}
	d.overrideStart()
	s.Timezone = b.timezone()
	s.Speed = b.speed()
}

// overrideStart applies --start.
func (d *decoder) overrideStart() {
	if d.opts.Start == "" {
		return
	}
	at := d.outside("<--start>", d.opts.Start).at
	start, problem := parseInstant(d.opts.Start)
	if problem != "" {
		d.errorf(at, "Instant expected", "%s", problem)
		return
	}
	d.scenario.Start = start
}

// timezone reads an IANA name.
func (b *body) timezone() *time.Location {
	name, ok := b.text("timezone")
	if !ok {
		return time.UTC
	}
	location, err := zone.Load(name)
	if err != nil {
		b.refuse("timezone", "Unknown timezone",
			"%q is no IANA time zone. Write a name such as \"Asia/Shanghai\", \"Europe/Berlin\" or \"UTC\".", clip(name))
		return time.UTC
	}
	return location
}

// speed reads "max", 60 or "60x".
func (b *body) speed() Ratio {
	one := Ratio{1, 1}
	v, ok := b.value("speed")
	if !ok {
		return one
	}
	if v.Type() == cty.String && v.AsString() == "max" {
		return Ratio{0, 1}
	}
	a, problem := parseAmount(v)
	if problem == "" && a.unit != "%" && a.unit != "/s" && a.value.Sign() > 0 {
		if r, ok := ratio(a.value); ok && r.Num > 0 && r.Num/r.Den <= maxMultiple {
			return r
		}
	}
	b.refuse("speed", "Speed expected",
		"A speed is how many seconds of the plan pass in a second, with at most nine decimals: write \"60x\", or \"max\".")
	return one
}

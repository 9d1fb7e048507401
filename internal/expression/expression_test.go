package expression

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// quoted is an expression that stands alone on the first line of a file, with
// the constants of a small scenario.
func quoted(source string) *schema.Expression {
	return &schema.Expression{
		Source: source,
		Constants: map[string]map[string]any{
			"var":   {"low": 3.0, "half": 0.5, "room": "301", "hot": true},
			"local": {"limit": 30.0},
		},
		Range: hcl.Range{Filename: "whole"},
		Position: func(from, to int) hcl.Range {
			return hcl.Range{
				Filename: "part",
				Start:    hcl.Pos{Line: 1, Column: from + 1, Byte: from},
				End:      hcl.Pos{Line: 1, Column: to + 1, Byte: to},
			}
		},
	}
}

// sensorsBefore are what the formulas of these tests may read.
var sensorsBefore = []Name{
	{"temperature", Number},
	{"pressure", Number},
	{"switch_status", Bool},
	{"mode", Text},
	{"air-temp", Number},
}

// told is a diagnostic with the part of the source that it marks.
type told struct{ Mark, Summary, Detail string }

func tell(source string, diags hcl.Diagnostics) []told {
	var all []told
	for _, d := range diags {
		mark := "(whole)"
		if d.Subject.Filename == "part" {
			mark = string([]rune(source)[d.Subject.Start.Byte:d.Subject.End.Byte])
		}
		all = append(all, told{mark, d.Summary, d.Detail})
	}
	return all
}

func TestFormulaFaultsSayWhereAndWhatToWrite(t *testing.T) {
	const sees = `A formula sees noise, t, hour, var, local and the sensors written before its own (temperature, pressure, switch_status, mode, air-temp).`
	tests := []struct {
		source string
		want   []told
	}{
		{"", []told{{"(whole)", "Empty expression", "Write the formula between the quotes, or leave the argument out."}}},
		{" \n", []told{{"(whole)", "Empty expression", "Write the formula between the quotes, or leave the argument out."}}},

		{"230 * temprature + presure", []told{
			{"temprature", "Unknown name in formula", `"temprature" is not known here. Did you mean "temperature"?`},
			{"presure", "Unknown name in formula", `"presure" is not known here. Did you mean "pressure"?`},
		}},
		{"humidity", []told{{"(whole)", "Unknown name in formula", `"humidity" is not known here. ` + sees}}},
		{"1 < foo < 2 ? 1 : 0", []told{{"foo", "Unknown name in formula", `"foo" is not known here. ` + sees}}},
		{"low + 1", []told{{"low", "Unknown name in formula", `"low" is not known here. Did you mean "var.low"?`}}},
		{"value + 1", []told{{"value", "Unknown name in formula", `"value" is not known here. The value is known to status only.`}}},
		{"device.n + 1", []told{{"device", "Unknown name in formula", `"device" is not known here. A formula knows readings, and not the device that makes them.`}}},
		{"air-temp + 1", []told{
			{"air", "Unknown name in formula", `"air" is not known here. A formula cannot read sensor "air-temp": call it by one word, such as air_temp.`},
			{"temp", "Unknown name in formula", `"temp" is not known here. A formula cannot read sensor "air-temp": call it by one word, such as air_temp.`},
		}},
		{"var.lwo + 1", []told{{"lwo", "Unknown variable", `There is no variable "lwo" whose value is a number, text or bool. Did you mean "low"?`}}},
		{"local.x + 1", []told{{"x", "Unknown local", `There is no local "x" whose value is a number, text or bool. Known: limit.`}}},
		{"var + 1", []told{{"var", "Attribute needed", "var is not a value by itself: write one of var.half, var.hot, var.low, var.room."}}},
		{"temperature.value", []told{{"(whole)", "Unknown attribute", "temperature is a number: it has no attributes."}}},
		{"temperature[0] + 1", []told{{"temperature[0]", "Unknown attribute", "temperature is a number: it has no attributes."}}},

		{"temperature > 30", []told{{"(whole)", "Formula must give a number", "This one gives true or false. Write condition ? 1 : 0 for a number."}}},
		{"mode", []told{{"(whole)", "Formula must give a number", "This one gives text."}}},
		{"1 / 0", []told{{"(whole)", "Formula is never a number", "It always gives +Inf, which no message can hold."}}},

		{"temperature * switch_status", []told{{"switch_status", "Wrong kind of value", "* takes numbers; switch_status is true or false. Write (switch_status ? 1 : 0) for a number."}}},
		{"mode + 1", []told{{"mode", "Wrong kind of value", "+ takes numbers; mode is text."}}},
		{"-mode", []told{{"mode", "Wrong kind of value", "- takes numbers; mode is text."}}},
		{"temperature ? 1 : 2", []told{{"temperature", "Wrong kind of value", "? takes true or false; temperature is a number. Write a comparison, such as temperature > 0."}}},
		{"switch_status ? 1 : 'off'", []told{{"'off'", "Values of different kinds", "Before the colon is a number, after it text; both must be of one kind."}}},
		{"mode == 1 ? 1 : 0", []told{{"mode == 1", "Values of different kinds", "mode is text and 1 is a number: they are never equal. Write '1' in quotes."}}},
		{"mode + mode == 'ab' ? 1 : 0", []told{{"mode + mode", "Not supported in expressions", "Only constant texts can be joined. Compare the parts one by one, with &&."}}},
		{"switch_status < true ? 1 : 0", []told{{"switch_status < true", "Wrong kind of value", "< puts numbers or texts in order; true and false have none."}}},

		{"t % 60", []told{{"t", "Whole number expected", "% takes whole numbers, and t may have a fraction. Write t - floor(t / 60) * 60."}}},
		{"hour in 8..17 ? 1 : 0", []told{{"8..17", "Whole number expected", "A range holds whole numbers, and hour may have a fraction. Write hour >= 8 && hour <= 17."}}},
		{"temperature ** 2", []told{{"**", "Not supported in expressions", "** cannot be used here. Powers differ in their last digit between machines: write a product, x * x."}}},
		{"mode in [] ? 1 : 0", []told{{"[]", "List is empty", "Nothing is in an empty list."}}},
		{"mode in 'abc' ? 1 : 0", []told{{"'abc'", "Wrong kind of value", "After in stands a list or a range, as in [1, 2, 3] or 1..4; this is text."}}},
		{"mode in ['a', 1] ? 1 : 0", []told{{"mode in ['a', 1]", "Values of different kinds", "mode is text and 1 is a number: they are never equal. Write '1' in quotes."}}},
		{"t in [hour] ? 1 : 0", []told{{"hour", "Constant expected", "A list after in holds constants. Compare with == instead."}}},

		{"sin(hour)", []told{{"sin", "Unknown function", `There is no function "sin" here. For a daily course write a daily block. There are abs, ceil, floor, max, min, round, sqrt.`}}},
		{"maxx(1, t)", []told{{"maxx", "Unknown function", `There is no function "maxx" here. Did you mean "max"?`}}},
		{"len(mode)", []told{{"len", "Unknown function", `There is no function "len" here. Known: abs, ceil, floor, max, min, round, sqrt.`}}},
		{"all([1], # > 0) ? 1 : 0", []told{{"all", "Unknown function", `There is no function "all" here. Known: abs, ceil, floor, max, min, round, sqrt.`}}},
		{"abs(1, t)", []told{{"abs", "Wrong number of arguments", "abs takes one argument; it has 2."}}},
		{"min()", []told{{"min", "Wrong number of arguments", "min takes one argument or more; it has 0."}}},
		{"max(t, mode)", []told{{"mode", "Wrong kind of value", "max takes numbers; mode is text."}}},

		{"'\\q' == mode ? 1 : 0", []told{{"q", "Invalid expression", "Invalid char escape."}}},
		{"/* t", []told{{"t", "Invalid expression", "Unclosed comment."}}},
		{"1 +", []told{{"+", "Invalid expression", "It ends too early: something is missing after this."}}},
		{"(1 + t", []told{{"t", "Invalid expression", "It ends too early: something is missing after this."}}},
		{"t ==  ", []told{{"==", "Invalid expression", "It ends too early: something is missing after this."}}},
		{"t => 1 ? 1 : 0", []told{{"=>", "Invalid expression", "=> is not expected here. Write >= to compare."}}},
		{"t <> 1 ? 1 : 0", []told{{"<>", "Invalid expression", "<> is not expected here. Write != to compare."}}},
		{"t & 1", []told{{"&", "Invalid expression", "& is not expected here. Write && for and."}}},
		{"[{}, {", []told{{"{", "Invalid expression", "Braces have no meaning in an expression."}}},
		{"t = 1 ? 1 : 0", []told{{"=", "Invalid expression", "= is not expected here. Write == to compare."}}},
		{"1 + t)", []told{{")", "Invalid expression", ") is not expected here."}}},
		{"mode == 'a ? 1 : 0", []told{{"'a ? 1 : 0", "Invalid expression", "The quote that opens this text is never closed."}}},
		{"t + ~1", []told{{"~", "Invalid expression", `"~" is no part of an expression.`}}},
		{"1e999", []told{{"(whole)", "Invalid expression", "1e999 is no number that can be held."}}},
		{"if switch_status { 1 } else { 2 }", []told{{"switch_status { 1 } else { 2 }", "Not supported in expressions", "if cannot be used here. Write condition ? a : b."}}},
		{"let x = 1; x", []told{{"x", "Not supported in expressions", "let cannot be used here. Put the part into a sensor of its own, or a local."}}},
		{"t ?? 1", []told{{"??", "Not supported in expressions", "?? cannot be used here. Every value that an expression sees exists."}}},
		{"nil", []told{{"(whole)", "Not supported in expressions", "There is no nil: every value that an expression sees exists."}}},
		{"mode?.x", []told{{"x", "Not supported in expressions", "?. cannot be used here. Write a plain dot: every value that an expression sees exists."}}},
		{"{a: 1}", []told{{"(whole)", "Not supported in expressions", "This part of expr's language cannot be used here."}}},
	}
	for _, test := range tests {
		t.Run(test.source, func(t *testing.T) {
			f, diags := CompileFormula(quoted(test.source), sensorsBefore)
			if f != nil {
				t.Error("a formula with faults came out")
			}
			if diff := cmp.Diff(test.want, tell(test.source, diags)); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSelectorFaultsSayWhereAndWhatToWrite(t *testing.T) {
	tests := []struct {
		source string
		want   []told
	}{
		{"device.flor > 2", []told{{"flor", "Unknown attribute", `device has no attribute "flor". Did you mean "floor"?`}}},
		{"device.flor > 2 && device.modle == 'a'", []told{
			{"flor", "Unknown attribute", `device has no attribute "flor". Did you mean "floor"?`},
			{"modle", "Unknown attribute", `device has no attribute "modle". Did you mean "model"?`},
		}},
		{"device.colour == 'red'", []told{{"colour", "Unknown attribute", `device has no attribute "colour". Known: address, building, floor, id, index, model, n, room.`}}},
		{"device.tags == 'a'", []told{{"tags", "Attribute needed", `device.tags is not a value by itself: write device.tags.NAME, or device.tags["NAME"].`}}},
		{"'line' in device.tags", []told{{"tags", "Attribute needed", `device.tags is not a value by itself: write device.tags.NAME, or device.tags["NAME"].`}}},
		{"device.tags.line", []told{{"(whole)", "Selector must be true or false", "This one gives text. Write a comparison, such as device.tags.line == 'NAME'."}}},
		{"device.model", []told{{"(whole)", "Selector must be true or false", "This one gives text. Write a comparison, such as device.model == 'NAME'."}}},
		{"tags.line == 'a'", []told{{"tags.line", "Unknown name in selector", `"tags" is not known here. Write device.tags.line.`}}},
		{"model.probe", []told{{"(whole)", "Unknown name in selector", `"model" is not known here. Write device.model == 'probe'.`}}},
		{"device.kind == 'a'", []told{{"kind", "Unknown attribute", `device has no attribute "kind". The tag is device.tags.kind.`}}},
		{"device.tags.line == 3", []told{{"(whole)", "Values of different kinds", "device.tags.line is text and 3 is a number: they are never equal. Write '3' in quotes."}}},
		{"device.tags.line.x == 'a'", []told{{"device.tags.line.x", "Unknown attribute", "device.tags.line is text: it has no attributes."}}},
		{"device.tags[device.room] == 'a'", []told{{"tags", "Attribute needed", `device.tags is not a value by itself: write device.tags.NAME, or device.tags["NAME"].`}}},
		{"floor >= 3", []told{{"floor", "Unknown name in selector", `"floor" is not known here. Did you mean "device.floor"?`}}},
		{"devise.floor >= 3", []told{{"devise", "Unknown name in selector", `"devise" is not known here. Did you mean "device"?`}}},
		{"hour > 8", []told{{"hour", "Unknown name in selector", `"hour" is not known here. A selector is decided while planning, before there are readings.`}}},
		{"device", []told{{"(whole)", "Attribute needed", "device is not a value by itself: write one of device.address, device.building, device.floor, device.id, device.index, device.model, device.n, device.room."}}},
		{"device.floor", []told{{"(whole)", "Selector must be true or false", "This one gives a number. Write a comparison, such as device.floor >= 3."}}},
		{"device.floor >= 'three'", []told{{"(whole)", "Values of different kinds", "device.floor is a number and 'three' is text: they are never equal."}}},
		{"device.floor >= '3'", []told{{"(whole)", "Values of different kinds", "device.floor is a number and '3' is text: they are never equal. Write 3 without quotes."}}},
		{"device.room == 301", []told{{"(whole)", "Values of different kinds", "device.room is text and 301 is a number: they are never equal. Write '301' in quotes."}}},
		{"device.floor in 4..1", []told{{"4..1", "Range is empty", "It begins after its end: write 1..4."}}},
		{"device.floor in 1..device.n", []told{{"device.n", "Whole number expected", "The ends of a range are constant whole numbers, as in 1..4."}}},
		{"device.floor in 1..var.half", []told{{"var.half", "Whole number expected", "The ends of a range are constant whole numbers, as in 1..4."}}},
		{"device.room in 1..4", []told{{"device.room", "Wrong kind of value", "in a range takes numbers; device.room is text."}}},
		{"device.n / 2 % 2 == 0", []told{{"device.n / 2", "Whole number expected", "% takes whole numbers, and device.n / 2 may have a fraction. Write (device.n / 2) - floor((device.n / 2) / 2) * 2."}}},
		{"device.n % 0 == 0", []told{{"0", "Divisor must be a constant", "What % divides by must be a constant other than 0."}}},
		{"device.n % device.floor == 0", []told{{"device.floor", "Divisor must be a constant", "What % divides by must be a constant other than 0."}}},
		{"device.id matches 'a.*'", []told{{"matches", "Not supported in expressions", `matches cannot be used here. Write startsWith, endsWith, contains, or in ["a", "b"].`}}},
		{"device[device.id] == 'a'", []told{{"device[device.id]", "Not supported in expressions", "This part of expr's language cannot be used here."}}},
		{"device.id.upper() == 'A'", []told{{"device.id.upper", "Not supported in expressions", "Values have no methods."}}},
		{"!device.floor", []told{{"device.floor", "Wrong kind of value", "! takes true or false; device.floor is a number. Write a comparison, such as device.floor > 0."}}},
	}
	for _, test := range tests {
		t.Run(test.source, func(t *testing.T) {
			s, diags := CompileSelector(quoted(test.source), &Vocabulary{Tags: func() []string { return []string{"kind"} }})
			if s != nil {
				t.Error("a selector with faults came out")
			}
			if diff := cmp.Diff(test.want, tell(test.source, diags)); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

func TestConditionFaultsSayWhereAndWhatToWrite(t *testing.T) {
	const sees = `A status sees value, t, hour, var, local and the sensors written before its own (temperature, pressure, switch_status, mode, air-temp).`
	for source, want := range map[string]told{
		"":                  {"(whole)", "Empty expression", "Write the status between the quotes, or leave the argument out."},
		"humidity > 3":      {"humidity", "Unknown name in status", `"humidity" is not known here. ` + sees},
		"noise > 3":         {"noise", "Unknown name in status", `"noise" is not known here. The noise is known to formulas only.`},
		"device.floor == 3": {"device", "Unknown name in status", `"device" is not known here. A status knows readings, and not the device that makes them.`},
		"valu > 3":          {"valu", "Unknown name in status", `"valu" is not known here. Did you mean "value"?`},
		"value":             {"(whole)", "Status must be true or false", "This one gives a number. Write a comparison, such as value > 80."},
		"value == 'hot'":    {"(whole)", "Values of different kinds", "value is a number and 'hot' is text: they are never equal."},
	} {
		_, diags := CompileCondition(quoted(source), sensorsBefore, Number)
		if diff := cmp.Diff([]told{want}, tell(source, diags)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
	}
}

func TestConditionsSeeTheirValue(t *testing.T) {
	frame := &Frame{Numbers: []float64{24, 1000, 0, 0, 0}, Bools: []bool{2: true, 4: false}, Texts: []string{3: "eco", 4: ""}, T: 90, Hour: 6.5, Value: 81, On: true, Word: "run"}
	for _, c := range []struct {
		source string
		kind   Kind
		want   bool
	}{
		{"value > 80", Number, true}, {"value > 81", Number, false}, {"value in [80, 81]", Number, true},
		{"value", Bool, true}, {"!value || t < 60", Bool, false}, {"value && switch_status", Bool, true},
		{"value == 'run'", Text, true}, {"value startsWith 'r' && mode == 'eco'", Text, true}, {"value == mode", Text, false},
		{"hour >= 6 && hour < 7", Number, true}, {"temperature > value", Number, false}, {"true", Number, true},
	} {
		condition, diags := CompileCondition(quoted(c.source), sensorsBefore, c.kind)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if got := condition.Holds(frame); got != c.want {
			t.Errorf("%s is %v", c.source, got)
		}
		if n := testing.AllocsPerRun(100, func() { condition.Holds(frame) }); n != 0 {
			t.Errorf("%s: %v allocations", c.source, n)
		}
		if usesT, usesHour := strings.Contains(c.source, "t <"), strings.Contains(c.source, "hour"); condition.UsesT != usesT || condition.UsesHour != usesHour {
			t.Errorf("%s reads t %v, hour %v", c.source, condition.UsesT, condition.UsesHour)
		}
	}
	frame.Value = math.NaN()
	for _, source := range []string{"value > 0", "value <= 0", "value == 0"} {
		condition, _ := CompileCondition(quoted(source), nil, Number)
		if condition.Holds(frame) {
			t.Errorf("%s of what is no number", source)
		}
	}
}

func TestMomentFaultsSayWhereAndWhatToWrite(t *testing.T) {
	for source, want := range map[string]told{
		"":                  {"(whole)", "Empty expression", "Write the condition between the quotes, or leave the argument out."},
		"hours > 8":         {"hours", "Unknown name in condition", `"hours" is not known here. Did you mean "hour"?`},
		"day == 1":          {"day", "Unknown name in condition", `"day" is not known here. A condition sees t, hour, var and local.`},
		"value > 3":         {"value", "Unknown name in condition", `"value" is not known here. A condition knows what time it is, and neither devices nor readings.`},
		"device.floor == 3": {"device", "Unknown name in condition", `"device" is not known here. A condition knows what time it is, and neither devices nor readings. Which devices is said by where.`},
		"hour":              {"(whole)", "Condition must be true or false", "This one gives a number. Write a comparison, such as hour >= 6 && hour < 18."},
		"t % 60 < 10":       {"t", "Whole number expected", "% takes whole numbers, and t may have a fraction. Write t - floor(t / 60) * 60."},
	} {
		m, diags := CompileMoment(quoted(source))
		if diff := cmp.Diff([]told{want}, tell(source, diags)); diff != "" || m != nil {
			t.Errorf("%q (-want +got), and %v:\n%s", source, m, diff)
		}
	}
}

func TestMomentsSeeTheTime(t *testing.T) {
	for source, want := range map[string]bool{
		"hour >= 6 && hour < 18": true, "hour < 6.5": false, "22 <= hour || hour < 7": true,
		"t == 90": true, "t - floor(t / 60) * 60 < 30": false, "t > var.low": true, "true": true,
	} {
		m, diags := CompileMoment(quoted(source))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		frame := &Frame{T: 90, Hour: 6.5}
		if got := m.Holds(frame); got != want {
			t.Errorf("%s is %v", source, got)
		}
		if m.UsesHour != strings.Contains(source, "hour") {
			t.Errorf("%s reads the hour: %v", source, m.UsesHour)
		}
		if n := testing.AllocsPerRun(100, func() { m.Holds(frame) }); n != 0 {
			t.Errorf("%s: %v allocations", source, n)
		}
	}
}

func TestModelThatNobodyHasIsAWarning(t *testing.T) {
	models := []string{"motor", "meter"}
	for _, source := range []string{"device.model == 'moter'", "'moter' != device.model", "device.model in ['meter', 'moter']"} {
		s, diags := CompileSelector(quoted(source), &Vocabulary{Models: models})
		if s == nil || diags.HasErrors() {
			t.Fatalf("%s: a warning stopped it: %v", source, diags)
		}
		want := []told{{"'moter'", "No such model", `The scenario has no model "moter". Did you mean "motor"?`}}
		if diff := cmp.Diff(want, tell(source, diags)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", source, diff)
		}
	}
}

func TestFaultWithoutPositionsNamesTheCharacter(t *testing.T) {
	e := quoted("1 + temprature")
	e.Position = nil
	_, diags := CompileFormula(e, sensorsBefore)
	want := []told{{"(whole)", "Unknown name in formula", `"temprature" is not known here. Did you mean "temperature"? It is at character 5 of the formula.`}}
	if diff := cmp.Diff(want, tell(e.Source, diags)); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

func TestPositionsCountRunes(t *testing.T) {
	source := "device.building == 'B栋' && flor > 1"
	_, diags := CompileSelector(quoted(source), nil)
	if got := tell(source, diags); len(got) != 1 || got[0].Mark != "flor" {
		t.Errorf("marked %v, want flor", got)
	}
}

func TestHostileExpressionsAreRefused(t *testing.T) {
	chain := "1" // 1 < (1 < (…) < 1) < 1: each level doubles what a walk visits
	for range 60 {
		chain = "(1 < " + chain + " < 1)"
	}
	tests := map[string]struct {
		source string
		want   string
	}{
		"parentheses":     {strings.Repeat("(", 700_000), "Expression too long"},
		"few parentheses": {strings.Repeat("(", 4096), "Expression too deeply nested"},
		"negations":       {strings.Repeat("!", 4096), "Expression too deeply nested"},
		"minus signs":     {strings.Repeat("-", 4096), "Expression too deeply nested"},
		"not not":         {strings.Repeat("not ", 1000), "Expression too deeply nested"},
		"lists":           {strings.Repeat("[", 4096), "Expression too deeply nested"},
		"objects":         {strings.Repeat("{a:", 1300), "Expression too deeply nested"},
		"sums":            {"1" + strings.Repeat("+1", 2000), "Expression too large"},
		"powers":          {"1" + strings.Repeat("^1", 2000), "Expression too large"},
		"conditions":      {strings.Repeat("1?1:", 1000) + "1", "Expression too large"},
		"lets":            {strings.Repeat("let a=1;", 500) + "1", "Expression too large"},
		"comparisons":     {chain, "Expression too large"},
		"brackets below":  {strings.Repeat(")", 4096), "Invalid expression"},
		"ifs":             {strings.Repeat("if 1{1}else ", 340) + "{1}", "Expression too large"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, diags := CompileFormula(quoted(test.source), nil)
			if len(diags) != 1 || diags[0].Summary != test.want {
				t.Errorf("diagnostics are %v, want %q", diags, test.want)
			}
		})
	}
}

func TestFormulaComputesWithFloats(t *testing.T) {
	frame := &Frame{
		Numbers: []float64{24.5, 1013.25, 0, 0, 0},
		Bools:   []bool{false, false, true, false, false},
		Texts:   []string{"", "", "", "eco", ""},
		Noise:   0.25, T: 90, Hour: 13.5,
	}
	tests := map[string]float64{
		"62 - 1.8 * (temperature - 24) + noise":          62 - 1.8*0.5 + 0.25,
		"switch_status ? 2.5 + noise : 0.02":             2.75,
		"not switch_status ? 2.5 + noise : 0.02":         0.02,
		"7 / 2":                                          3.5,
		"9007199254740993 - 9007199254740992":            0, // float64 has no such odd number
		"mode == 'eco' ? 1 : 2":                          1,
		"mode in ['off', 'eco'] ? 1 : 2":                 1,
		"mode not in ['off', 'eco'] ? 1 : 2":             2,
		"mode startsWith 'e' && mode < 'f' ? 1 : 2":      1,
		"12 <= hour < 14 ? t : -t":                       90,
		"min(3, temperature, 30) + max(1, noise)":        4,
		"floor(-1.5) + ceil(-1.5) + round(-1.5)":         -5,
		"abs(-noise) + sqrt(4)":                          2.25,
		"noise | max(1)":                                 1,
		"var.low * local.limit":                          90,
		"var.hot ? var['half'] : 0":                      0.5,
		"('a' + 'b') == 'ab' ? 1 : 0":                    1,
		"t > 60 and (hour >= 8 or switch_status) ? 1: 0": 1,
		"temperature in [24, 24.5] ? 1 : 0":              1,
		"/* why */ 0x10 + 1_000":                         1016,
	}
	for source, want := range tests {
		f, diags := CompileFormula(quoted(source), sensorsBefore)
		if diags.HasErrors() {
			t.Errorf("%s: %v", source, diags)
			continue
		}
		if got := f.Eval(frame); got != want {
			t.Errorf("%s = %v, want %v", source, got, want)
		}
	}
}

// With x = 1 + 2^-30, x*x is 1 + 2^-29 + 2^-60, and its last term is lost in
// rounding. A processor that fuses x*x - z keeps it.
func TestProductsAreRoundedBeforeTheyAreAdded(t *testing.T) {
	x := 1 + 0x1p-30
	frame := &Frame{Numbers: []float64{x, x}, T: 1 + 0x1p-29, Noise: -1 - 0x1p-29}
	for _, source := range []string{"temperature * pressure - t", "noise + temperature * pressure", "temperature * 1.000000000931322574615478515625 - t"} {
		f, diags := CompileFormula(quoted(source), sensorsBefore)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if got := f.Eval(frame); got != 0 {
			t.Errorf("%s = %g, want 0", source, got)
		}
	}
}

func TestFormulaDividesByZero(t *testing.T) {
	f, diags := CompileFormula(quoted("1 / noise"), nil)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if got := f.Eval(&Frame{}); !math.IsInf(got, 1) {
		t.Errorf("1 / 0 = %v, want +Inf", got)
	}
}

func TestFormulaTellsWhatItReads(t *testing.T) {
	f, diags := CompileFormula(quoted("switch_status ? temperature + noise : hour"), sensorsBefore)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if diff := cmp.Diff([]int{0, 2}, f.Slots); diff != "" {
		t.Errorf("slots (-want +got):\n%s", diff)
	}
	if !f.UsesNoise || f.UsesT || !f.UsesHour {
		t.Errorf("noise %t, t %t, hour %t; want only t unused", f.UsesNoise, f.UsesT, f.UsesHour)
	}
	if f.Noise.Start.Byte != 30 {
		t.Errorf("noise is at byte %d, want 30", f.Noise.Start.Byte)
	}
}

func TestSensorMayBeNamedLikeAFunction(t *testing.T) {
	f, diags := CompileFormula(quoted("max(max, 2) + sqrt(4)"), []Name{{"max", Number}, {"sqrt", Number}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if got := f.Eval(&Frame{Numbers: []float64{5, 0}}); got != 7 {
		t.Errorf("got %v, want 7", got)
	}
}

func TestSelectorMatches(t *testing.T) {
	floor := int64(3)
	device := &Device{
		ID: "device_00042", Model: "motor", Building: "B栋", Room: "301", Floor: &floor,
		Address: "B栋/3/301/motor/2", N: 2, Index: 42,
	}
	tests := map[string]bool{
		"device.floor >= 3": true,
		"device.floor >= var.low && device.building == 'B栋'": true,
		"device.floor in 1..var.low":                         true,
		"device.floor in 1..2":                               false,
		"device.floor not in [1, 2]":                         true,
		"device.model in ['motor', 'press']":                 true,
		"device.n % 2 == 0":                                  true,
		"device.n * 7 % 4 == 2":                              true,
		"device.index / 4 == 10.5":                           true,
		"device.id endsWith '42'":                            true,
		"device.address contains '/301/'":                    true,
		"device.room == var.room":                            true,
		"!(device.floor == 3)":                               false,
		"true":                                               true,
		"(device.floor > 2) == var.hot":                      true,
	}
	for source, want := range tests {
		s, diags := CompileSelector(quoted(source), nil)
		if diags.HasErrors() {
			t.Errorf("%s: %v", source, diags)
			continue
		}
		if got := s.Match(device); got != want {
			t.Errorf("%s is %t, want %t", source, got, want)
		}
	}
}

func TestFloorLeftOutIsOnNoFloor(t *testing.T) {
	device := &Device{}
	for source, want := range map[string]bool{
		"device.floor >= 3":      false,
		"device.floor < 3":       false,
		"device.floor == 0":      false,
		"device.floor != 3":      true,
		"device.floor in 0..9":   false,
		"device.floor % 2 == 0":  false,
		"device.building == ''":  true,
		"device.floor in [0, 1]": false,
	} {
		s, diags := CompileSelector(quoted(source), nil)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if got := s.Match(device); got != want {
			t.Errorf("%s is %t, want %t", source, got, want)
		}
	}
}

func TestSelectorKnowsWhetherDevicesOfAGroupDiffer(t *testing.T) {
	for source, want := range map[string]bool{
		"device.floor >= 3 && device.model == 'a' && device.room == 'b' && device.building == 'c'": false,
		"true":                    false,
		"device.n == 1":           true,
		"device.index == 1":       true,
		"device.id == 'a'":        true,
		"device.address == 'a/b'": true,
	} {
		s, diags := CompileSelector(quoted(source), nil)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if got := s.PerDevice(); got != want {
			t.Errorf("%s: PerDevice is %t, want %t", source, got, want)
		}
	}
}

func TestEvaluationDoesNotAllocate(t *testing.T) {
	frame := &Frame{Numbers: []float64{24}, Bools: []bool{true}, Texts: []string{"eco"}}
	sensors := []Name{{"temperature", Number}}
	for _, source := range []string{"62 - 1.8 * (temperature - 24) + noise", "max(t, hour, sqrt(temperature)) in [1, 2] ? 1 : 0"} {
		f, diags := CompileFormula(quoted(source), sensors)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if n := testing.AllocsPerRun(100, func() { f.Eval(frame) }); n != 0 {
			t.Errorf("%s: %v allocations", source, n)
		}
	}
	device := &Device{Model: "motor", Building: "A"}
	s, diags := CompileSelector(quoted("device.model in ['motor', 'press'] && device.building startsWith 'A'"), nil)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if n := testing.AllocsPerRun(100, func() { s.Match(device) }); n != 0 {
		t.Errorf("selector: %v allocations", n)
	}
}

// Of what a sensitive value is part of no message shows a piece, however it is
// cut, split or read.
func TestFaultsInASecretSayNoMore(t *testing.T) {
	canary := strings.Repeat("canary", 12)
	for _, source := range []string{
		"device.n == '" + canary + "'", "device." + canary, "device.n > 1234567s", "device.model == '" + canary + "'",
		"device.n " + canary, "device.n == 'canary", "canary(1)", "device.tags.canary", "device.n in ['canary']",
	} {
		e := quoted(source)
		e.Secret = true
		_, diags := CompileSelector(e, &Vocabulary{Models: []string{"canaries"}})
		if len(diags) == 0 {
			t.Errorf("%s: nothing is said", source)
		}
		for _, d := range diags {
			if d.Detail != schema.SecretDetail || strings.Contains(d.Summary, "canary") {
				t.Errorf("%s: %s: %s", source, d.Summary, d.Detail)
			}
		}
	}
}

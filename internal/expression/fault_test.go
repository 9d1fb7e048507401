package expression

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

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

package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// foreignFunctions are functions of Terraform that are not here, with what to
// write instead.
var foreignFunctions = map[string]string{
	"file":          unreadFiles,
	"fileexists":    unreadFiles,
	"fileset":       unreadFiles,
	"filebase64":    unreadFiles,
	"templatefile":  unreadFiles,
	"csvdecode":     unreadFiles,
	"jsondecode":    unreadFiles,
	"yamldecode":    unreadFiles,
	"jsonencode":    "The message is made by the model.",
	"timestamp":     noClock,
	"plantimestamp": noClock,
	"timeadd":       noClock,
	"formatdate":    noClock,
	"uuid":          noChance,
	"random":        noChance,
	"rand":          noChance,
	"bcrypt":        noChance,
	"log":           noExponents,
	"pow":           noExponents,
	"exp":           noExponents,
	"sqrt":          noExponents,
	"try":           noTries,
	"can":           noTries,
	"env":           "A variable takes a value from the environment: IOTSIM_VAR_name sets var.name.",
	"list":          "Write the elements in brackets: [a, b].",
	"map":           "Write an object: { a = 1 }.",
	"gauss":         "Write normal(mean, stddev).",
	"gaussian":      "Write normal(mean, stddev).",
	"randint":       "Write uniform(min, max).",
	"const":         "Write constant(v).",
}

const (
	notInFiles     = "A secret does not stand in the file, which says where it is: "
	alwaysVerified = "Certificates are always verified: name the authority's own as ca."

	unreadFiles = "Expressions read no files: write the value, or set a variable by --var-file."
	noClock     = "Expressions know no clock: the time of the first reading is start = \"now\" of the scenario."
	noChance    = "The same file and seed give the same scenario: what varies is a distribution, such as uniform(0, 1)."
	noExponents = "Its last digit differs between machines. In a product write x * x."
	noTries     = "Every name is checked, so there is nothing to try."
)

// elsewhereHint says where an argument stands that the block does not have, ""
// when no block has it.
func elsewhereHint(name string) string {
	var homes []string
	walk(fileType, func(t *BlockType) {
		if _, ok := t.argument(name); ok && t.Name != "" && !slices.Contains(homes, t.Name) {
			homes = append(homes, t.Name)
		}
	})
	if len(homes) == 0 {
		return ""
	}
	return "It is an argument of " + strings.Join(homes, ", ") + "."
}

// needlessTemplate warns of "${var.x}": older Terraform needed it.
func (b *body) needlessTemplate(a *hclsyntax.Attribute) {
	e, ok := a.Expr.(*hclsyntax.TemplateWrapExpr)
	if !ok || slices.ContainsFunc(e.Variables(), func(t hcl.Traversal) bool { return foreignRoots[t.RootName()] != "" }) {
		return // what is wrong is another thing
	}
	inside := strings.TrimSpace(string(b.d.files.slice(e.Wrapped.Range())))
	hint := fmt.Sprintf(": write %s = %s", a.Name, inside)
	if len(inside) > maxSuggestedBytes {
		hint = ""
	}
	b.d.warnf(a.Expr.Range(), "Needless quotes", "A value alone stands without quotes and braces%s.", hint)
}

// A habit is an argument that authors write in a block which has none of that
// name: the argument that they mean, if there is one, and what to write.
type habit struct{ means, hint string }

// habits are those of each block, by the argument that is written.
var habits = map[string]map[string]habit{
	"scenario": {
		"name":     {"", "The name is the label: scenario \"NAME\"."},
		"duration": {"", "It lasts as long as its phases together; --duration cuts it."},
		"topic":    {"", inSink},
		"brokers":  {"", inSink},
		"devices":  {"", "Devices stand in places: devices \"MODEL\" { count = 100 }."},
	},
	"tls": {
		"ca_file":              {"ca", "Write \"ca\"."},
		"cafile":               {"ca", "Write \"ca\"."},
		"cert":                 {"certificate", "Write \"certificate\"."},
		"cert_file":            {"certificate", "Write \"certificate\"."},
		"key_file":             {"key", "Write \"key\"."},
		"key_password":         {"", notInFiles + "key_password_file, key_password_env or key_password_command."},
		"enabled":              {"", "The block alone says that there is TLS."},
		"insecure":             {"", alwaysVerified},
		"insecure_skip_verify": {"", alwaysVerified},
	},
	"sasl": {
		"username":      {"user", "Write \"user\"."},
		"mechanisms":    {"mechanism", "Write \"mechanism\", the one to use."},
		"password":      {"", notInFiles + "password_file, password_env or password_command."},
		"token":         {"", notInFiles + "token_file, token_env or token_command."},
		"client_secret": {"", notInFiles + "client_secret_file, client_secret_env or client_secret_command."},
		"token_uri":     {"token_url", "Write \"token_url\"."},
	},
	"variable": {"value": {"default", "Write \"default\"."}},
	"validation": {
		"error_message": {"error", "Write \"error\"."},
		"message":       {"error", "Write \"error\"."},
	},
	"model": {
		"every":     {"interval", "Write \"interval\"."},
		"period":    {"interval", "Write \"interval\"."},
		"frequency": {"interval", "Write interval, the time between two readings: interval = \"5s\"."},
		"rate":      {"interval", "Write interval, the time between two readings: interval = \"5s\"."},
		"count":     {"", "How many devices there are is said where they stand: devices \"MODEL\" { count = 100 }."},
		"topic":     {"", "A topic for each model is a sink's: sink \"kafka\" { topic = \"iot.{model}\" }."},
		"firmware":  {"", "What a device says of itself stands in device_info { … }."},
	},
	"sensor": {
		"min":          {"", inClamp},
		"max":          {"", inClamp},
		"range":        {"", inClamp},
		"limits":       {"", inClamp},
		"mean":         {"value", inValue},
		"stddev":       {"value", inValue},
		"distribution": {"value", inValue},
		"type":         {"", "What it says follows from its value: numbers, true and false of switch(…), words of choice(…)."},
		"precision":    {"", inDigits},
		"decimals":     {"", inDigits},
		"round":        {"", inDigits},
		"interval":     {"", "All sensors of a model are read together: interval is the model's."},
		"rate":         {"", "A change in time is trend = \"+0.5/h\", or a block drift { … } when it has an end."},
		"drift":        {"", "It is a block: drift { … }, or trend = \"+0.5/h\" when it has no end."},
		"threshold":    {"", "Limits beyond which the status changes are warning = [low, high] and critical = [low, high]."},
	},
	"devices": {
		"number":   {"", "Write \"count\"."},
		"for_each": {"", "Devices are counted: write count, and let the room around them repeat with for_each."},
		"name":     {"", "The name is the label; what messages call a device is id = \"{room}-{n}\"."},
	},
	"building": {"name": {"", inLabel}, "floors": {"", "Floors are blocks: floor { count = 3 }."}},
	"floor":    {"name": {"", "A floor is known by its number."}, "rooms": {"", "Rooms are blocks: room \"{n:02}\" { count = 10 }."}},
	"room":     {"name": {"", inLabel}, "number": {"", inLabel}},
	"fault": {
		"duration": {"", "How long it lasts on a device is lasts = \"30s\"; omitted, until the phases that list it end."},
		"for":      {"", "Write \"lasts\"."},
		"until":    {"", "How long it lasts on a device is lasts = \"30s\"; it ends with the phases that list it at the latest."},
		"sensor":   {"", inEffect},
		"effect":   {"", "It is a block: effect \"stuck\" { sensor = \"NAME\" }."},
		"type":     {"", "What it does is a block: effect \"stuck\" { sensor = \"NAME\" }."},
		"phase":    {"", inPhase},
		"phases":   {"", inPhase},
		"during":   {"", inPhase},
		"at":       {"", "When it begins follows from the phase that lists it, and from after = \"20s\" on."},
		"start":    {"", "When it begins follows from the phase that lists it, and from after = \"20s\" on."},
		"delay":    {"", "From the phase's start to each device's moment is after = \"20s\"."},
		"every":    {"", "Write \"repeat\"."},
		"chance":   {"", "Write \"probability\"."},
		"share":    {"", "The chance of each device is probability = \"5%\"; share is of readings, and stands in effects."},
		"model":    {"", inWhere},
		"building": {"", inWhere},
		"devices":  {"", inWhere},
		"target":   {"", inWhere},
	},
	"phase": {
		"lasts":    {"duration", "Write \"duration\"."},
		"length":   {"duration", "Write \"duration\"."},
		"fault":    {"", "It is a list: faults = [fault.NAME]."},
		"speed":    {"", "How much is sent is rate = 2; how fast a run goes is apply --speed, or the scenario's speed."},
		"start":    {"", "Phases follow each other as they are written."},
		"after":    {"", "Phases follow each other as they are written."},
		"interval": {"", "The interval is the model's; rate = 2 sends twice as often."},
	},
	"labels": {"file": {"path", "Write \"path\"."}},
	"expect": {
		"condition": {"that", "Write that = \"failed == 0\"."},
		"expr":      {"that", "Write that = \"failed == 0\"."},
		"phase":     {"", "Write during = phase.NAME."},
		"phases":    {"", "Write during = [phase.NAME]."},
		"error":     {"", "What was measured is said by itself."},
	},
}

const (
	inSink   = "Where records go is a sink: sink \"kafka\" { brokers = [\"localhost:9092\"] }."
	inClamp  = "Its physical range is clamp = [low, high]."
	inValue  = "Write value = normal(mean, stddev), or another distribution."
	inDigits = "Digits after the decimal point are digits = 1."
	inLabel  = "The name is the label."
	inEffect = "The effect names it: effect \"stuck\" { sensor = \"NAME\" }."
	inPhase  = "The phase names the fault: phase \"NAME\" { faults = [fault.NAME] }."
	inWhere  = "Which devices it may hit is where = \"device.model == 'NAME' && device.building == 'A'\"."
)

package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/iotsim/iotsim/engine"
)

// labelNames are what the page of labels is found by: what stands in them, and what
// is asked to find them.
func labelNames() []string {
	names := []string{"label", "ground truth", "truth", "join", engine.HeaderSequence, engine.HeaderCopy, engine.HeaderLabel, engine.HeaderActivation}
	for _, m := range engine.LabelMembers() {
		names = append(names, m.Name)
	}
	for _, k := range engine.LabelKinds() {
		names = append(names, k.Name)
	}
	return names
}

// labelJoin says how a label is put beside the message that it is of.
const labelJoin = "A label is of the message with the same device and reading.\n\n" +
	"- In Kafka, and in files of whole records (records = true, --sink records:PATH): the data's key, or its header " + engine.HeaderDevice +
	" where the key is something else, is device_id, and its header " + engine.HeaderSequence + " is sequence. The label's record has both too, and " + engine.HeaderLabel +
	", its ordinal within the reading; labels lie in the same partition as their data. Copies have " + engine.HeaderCopy + " = 1, 2, … beside the number of their reading.\n" +
	"- In files of values alone messages have no headers: join by device_id and timestamp, which no two readings of a device share while they are a millisecond apart. " +
	"Where a clock fault changes what messages say, its label has sent_timestamp: join by that one. A payload of the author's own may say device.sequence, which is sequence too until the device reboots and counts from 1 again.\n" +
	"- What is lost has a label with copies 0, and no message. What no label is of was not touched.\n\n" +
	"iotsim sample PATH --labels --json prints them joined: a line for each reading, with its messages and its labels."

// labelPage prints what labels are made of.
func labelPage(w io.Writer) {
	fmt.Fprint(w, "\n## Label records\n\nGround truth, one JSON object each, sent to where the block labels says.\n\n| kind | |\n|---|---|\n")
	for _, k := range engine.LabelKinds() {
		fmt.Fprintf(w, "| `%s` | %s |\n", k.Name, cell(k.Doc))
	}
	fmt.Fprint(w, "\n| member | in | |\n|---|---|---|\n")
	for _, m := range engine.LabelMembers() {
		in := strings.Join(m.Kinds, ", ")
		if len(m.Kinds) == len(engine.LabelKinds()) {
			in = "all"
		}
		fmt.Fprintf(w, "| `%s` | %s | %s |\n", m.Name, in, cell(m.Doc))
	}
	fmt.Fprint(w, "\nOne of each kind:\n\n```json\n")
	for _, k := range engine.LabelKinds() {
		fmt.Fprintln(w, k.Example)
	}
	fmt.Fprintf(w, "```\n\n%s\n", labelJoin)
}

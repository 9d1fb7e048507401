package schema

import (
	"fmt"
	"maps"
	"slices"
)

// tags reads the block's own tags, nil when it has none.
func (b *body) tags() map[string]string {
	if !b.has("tags") {
		return nil
	}
	tags, ok := b.textMap("tags")
	if !ok {
		return nil
	}
	if len(tags) > maxTags {
		b.refuse("tags", "Too many tags", "A block has at most %d tags; this one has %d.", maxTags, len(tags))
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		if problem := tagProblem(name, tags[name]); problem != "" {
			b.refuse("tags", "Invalid tag", "%s", problem)
			return nil
		}
	}
	return tags
}

func tagProblem(name, text string) string {
	switch {
	case name == "":
		return "The name of a tag has at least one character: write { line = \"a\" }."
	case len(name) > maxNameBytes || len(text) > maxNameBytes:
		return fmt.Sprintf("The name and the text of a tag have at most %d bytes each; those of %q have more.", maxNameBytes, clip(name))
	case text == "":
		return fmt.Sprintf("The tag %q is empty, which is what a device without it has. Leave it out.", clip(name))
	}
	return ""
}

// inherit are the tags of something inside: its own before those around it. What
// it is given is shared and never written to.
func inherit(outer, own map[string]string) map[string]string {
	switch {
	case len(own) == 0:
		return outer
	case len(outer) == 0:
		return own
	}
	all := maps.Clone(outer)
	maps.Copy(all, own)
	return all
}

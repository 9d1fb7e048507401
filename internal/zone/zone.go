// Package zone knows the world's time zones from a table of its own.
//
// Event time must not depend on the machine that makes it. time.LoadLocation
// asks $ZONEINFO and the system's files first and takes a table inside the
// binary only when there are none, so that two machines may disagree about the
// hours of a country that changed its law. Here the table comes first and last.
package zone

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"time"
)

// table is the IANA data, release 2025c, as the Go project packs it. A newer
// one moves records of the zones that it changes: it is a change of content.
//
//go:generate cp $GOROOT/lib/time/zoneinfo.zip zoneinfo.zip
//go:embed zoneinfo.zip
var table []byte

// Load finds a zone by its IANA name, letter by letter: "Europe/Berlin". It
// fails for other names. "Local" is among them, which is another zone on another
// machine.
func Load(name string) (*time.Location, error) {
	if name == "UTC" {
		return time.UTC, nil
	}
	files, err := zip.NewReader(bytes.NewReader(table), int64(len(table)))
	if err != nil {
		return nil, fmt.Errorf("open the table of time zones: %w", err)
	}
	for _, file := range files.File {
		if file.Name == name && !file.FileInfo().IsDir() {
			return read(name, file)
		}
	}
	return nil, fmt.Errorf("there is no time zone %q", name)
}

func read(name string, file *zip.File) (*time.Location, error) {
	content, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("read the time zone %q: %w", name, err)
	}
	data, err := io.ReadAll(content)
	if err != nil {
		return nil, fmt.Errorf("read the time zone %q: %w", name, err)
	}
	return time.LoadLocationFromTZData(name, data)
}

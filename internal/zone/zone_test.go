package zone_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/zone"
)

func TestZonesComeFromTheTable(t *testing.T) {
	for name, want := range map[string]string{
		"UTC":           "06:00 +0000",
		"Asia/Shanghai": "14:00 +0800",
		"Europe/Berlin": "08:00 +0200",
		"Asia/Kolkata":  "11:30 +0530",
		"Etc/GMT+12":    "18:00 -1200",
	} {
		z, err := zone.Load(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		at := time.Date(2026, 7, 1, 6, 0, 0, 0, time.UTC).In(z)
		if got := at.Format("15:04 -0700"); got != want || z.String() != name {
			t.Errorf("%s (%s) is %s, want %s", name, z, got, want)
		}
	}
}

func TestNamesOfNoZoneAreRefused(t *testing.T) {
	for _, name := range []string{"", "Local", "Mars/Olympus", "europe/berlin", "Europe", "Europe/", "../zoneinfo.zip"} {
		if z, err := zone.Load(name); err == nil {
			t.Errorf("%q is %s", name, z)
		}
	}
}

// The machine's own files must not be asked: here they call Shanghai what is
// Berlin. In this process time.LoadLocation reads $ZONEINFO when it is first
// called, so the test would see it.
func TestTheMachinesOwnFilesAreNotAsked(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "Asia"), 0o755); err != nil {
		t.Fatal(err)
	}
	berlin, err := os.ReadFile(filepath.Join("testdata", "Berlin"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Asia", "Shanghai"), berlin, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ZONEINFO", dir)
	z, err := zone.Load("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	if _, offset := time.UnixMilli(0).In(z).Zone(); offset != 8*3600 {
		t.Errorf("Shanghai is %d s off UTC, want 28800", offset)
	}
	if machine, err := time.LoadLocation("Asia/Shanghai"); err != nil || offsetOf(machine) != 3600 {
		t.Fatalf("the trap is not set: %s, %v", machine, err)
	}
}

func offsetOf(z *time.Location) int {
	_, offset := time.UnixMilli(0).In(z).Zone()
	return offset
}

func ExampleLoad() {
	z, err := zone.Load("Asia/Kathmandu")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(time.Unix(0, 0).In(z).Format(time.RFC3339))
	// Output: 1970-01-01T05:30:00+05:30
}

package engine

import (
	"strings"
	"testing"
)

func TestPanicOfACrewReachesWhoWaits(t *testing.T) {
	defer func() {
		if v, _ := recover().(string); !strings.HasPrefix(v, "boom\n") || !strings.Contains(v, "TestPanicOfACrew") {
			t.Errorf("recovered %q", v)
		}
	}()
	var c crew
	c.start(func() {})
	c.start(func() { panic("boom") })
	c.wait()
	t.Error("nothing came out of wait")
}

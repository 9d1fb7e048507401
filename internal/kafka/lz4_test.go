package kafka

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// What the frames hold is what any client reads, of no bytes and of several blocks too.
func TestFramesAreReadAsTheyWere(t *testing.T) {
	noise := make([]byte, 700_000)
	for i := range noise {
		noise[i] = byte(rand.Uint32())
	}
	for _, level := range []int{0, 1 << 9, 1 << 17} {
		f, err := newFrames(level)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string][]byte{
			"nothing": nil, "a little": []byte("23.5"), "much": []byte(strings.Repeat(`{"device_id":"device_00001"}`, 40_000)), "noise": noise,
		} {
			var dst bytes.Buffer
			packed, codec := f.Compress(&dst, text)
			if codec != kgo.CodecLz4 {
				t.Fatalf("level %d, %s: codec %d", level, name, codec)
			}
			if flags := packed[4]; flags != 0x60 { // version 1, blocks by themselves, and nothing beside
				t.Errorf("level %d, %s: the frame has the flags %x", level, name, flags)
			}
			got, err := kgo.DefaultDecompressor().Decompress(packed, codec)
			if err != nil || !bytes.Equal(got, text) {
				t.Errorf("level %d, %s: %d bytes of %d are read back: %v", level, name, len(got), len(text), err)
			}
		}
	}
	if _, err := newFrames(3); err == nil {
		t.Error("there is no level 3 as the library counts them")
	}
}

func TestFramesTakeNoMemory(t *testing.T) {
	f, err := newFrames(0)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte(strings.Repeat(`{"device_id":"device_00001"}`, 40_000))
	var dst bytes.Buffer
	f.Compress(&dst, text)
	if n := testing.AllocsPerRun(20, func() { dst.Reset(); f.Compress(&dst, text) }); n > 2 { // a collection may empty the pool
		t.Errorf("%v allocations a batch", n)
	}
}

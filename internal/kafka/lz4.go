package kafka

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/pierrec/lz4/v4"
	"github.com/twmb/franz-go/pkg/kgo"
)

// frames makes LZ4 frames of batches, as the client's own compressor does, but without
// a checksum of the content, which no broker looks at beside the batch's own, and in
// blocks that stay in a processor's cache and are compressed where they lie. Measured on
// the factory's messages: a quarter faster, and 2% larger.
type frames struct{ writers sync.Pool }

// newFrames has a level as the library counts them, 0 for its fastest.
func newFrames(level int) (kgo.Compressor, error) {
	options := []lz4.Option{
		lz4.CompressionLevelOption(lz4.CompressionLevel(level)), lz4.BlockSizeOption(lz4.Block256Kb), lz4.ChecksumOption(false),
	}
	if err := lz4.NewWriter(nil).Apply(options...); err != nil {
		return nil, misconfigured(fmt.Sprintf("lz4 has no level %d.", level), err)
	}
	return &frames{sync.Pool{New: func() any {
		w := lz4.NewWriter(nil)
		_ = w.Apply(options...) // as it did above
		return w
	}}}, nil
}

// Compress implements kgo.Compressor.
func (f *frames) Compress(dst *bytes.Buffer, src []byte, _ ...kgo.CompressFlag) ([]byte, kgo.CompressionCodecType) {
	w := f.writers.Get().(*lz4.Writer)
	defer f.writers.Put(w)
	w.Reset(dst)
	if _, err := w.Write(src); err != nil {
		return nil, kgo.CodecError
	}
	if err := w.Close(); err != nil {
		return nil, kgo.CodecError
	}
	return dst.Bytes(), kgo.CodecLz4
}

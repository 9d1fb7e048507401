package output

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A packer compresses. Each piece is whole by itself, a member of gzip or a
// frame of zstd, so that a file can be cut between two pieces and still be read;
// readers of both formats take such pieces one after the other as one text. No
// piece tells the time or the machine: the same lines give the same bytes.
type packer interface {
	// pack appends text, compressed, to dst.
	pack(dst, text []byte) []byte
}

// newPacker is for a compression and its level, 0 for the codec's own; nil for
// none.
func newPacker(compression string, level int) (packer, error) {
	switch compression {
	case "":
		return nil, nil
	case "gzip":
		if level == 0 {
			level = gzip.DefaultCompression
		}
		w, err := gzip.NewWriterLevel(nil, level)
		return &gzipPacker{w}, err
	case "zstd":
		options := []zstd.EOption{zstd.WithEncoderConcurrency(1)}
		if level > 0 {
			options = append(options, zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(level)))
		}
		e, err := zstd.NewWriter(nil, options...)
		return zstdPacker{e}, err
	}
	return nil, fmt.Errorf("the compression %q is not known: write gzip or zstd", compression)
}

type gzipPacker struct{ w *gzip.Writer }

func (p *gzipPacker) pack(dst, text []byte) []byte {
	b := bytes.NewBuffer(dst)
	p.w.Reset(b)
	_, _ = p.w.Write(text) // a buffer takes everything
	_ = p.w.Close()
	return b.Bytes()
}

type zstdPacker struct{ e *zstd.Encoder }

func (p zstdPacker) pack(dst, text []byte) []byte { return p.e.EncodeAll(text, dst) }

package engine

// Costs are what things take on the machine that they were measured on. Another
// processor takes more or less of each time by about the same factor. What TLS takes
// is not in them.
type Costs struct {
	Measured string      `json:"measured"` // how, when and on what
	Record   float64     `json:"record"`   // nanoseconds of processor, of making and sending a record, without its bytes
	Byte     float64     `json:"byte"`     // of each byte of it, before compression
	Codec    []CodecCost `json:"codec"`    // of compressing one
	Batch    float64     `json:"batch"`    // of a batch
	Request  float64     `json:"request"`  // of a request with batches, and its answer
	Tick     float64     `json:"tick"`     // of looking what is due
	Unsent   float64     `json:"unsent"`   // of a record that goes no further than this process
	Program  int64       `json:"program"`  // bytes of memory, of a process that sends
	Device   int64       `json:"device"`   // of each device
	Buffered int64       `json:"buffered"` // of each record that waits for brokers, beside what it is long
	Core     float64     `json:"core"`     // most of a core that a shard is asked for
}

// A CodecCost is what a codec takes at a level; 0 is its own.
type CodecCost struct {
	Codec string  `json:"codec"`
	Level int     `json:"level"`
	Byte  float64 `json:"byte"`  // nanoseconds of processor
	Batch float64 `json:"batch"` // of each batch beside its bytes
}

// measuredCosts are those of testdata/costs.md and settings.md in internal/acceptance,
// which make sizing and make compare-settings write. A test holds them against both.
var measuredCosts = Costs{
	Measured: "make compare-settings and make sizing, 2026-11-25, Kafka 4.1.1 on the same two cores",
	Record:   570,
	Byte:     0.81,
	Codec: []CodecCost{ // each codec's levels as they rise
		{"gzip", 0, 1.3, 22_600}, {"gzip", 1, 0.63, 13_500}, {"gzip", 9, 14.7, 0},
		{"snappy", 0, 0, 0}, // writing less saves what it takes
		{"lz4", 0, 0.19, 0}, {"lz4", 9, 5.5, 0},
		{"zstd", 0, 0.72, 12_200}, {"zstd", 1, 0.52, 15_000}, {"zstd", 22, 7.3, 28_500},
	},
	Batch:    8_900,
	Request:  220_000,
	Tick:     100_000,
	Unsent:   208,
	Program:  51 << 20,
	Device:   386,
	Buffered: 2_900,
	Core:     0.5,
}

// codec is the cost of the lowest level measured which tries as hard; nothing without
// compression.
func (c *Costs) codec(name string, level int) CodecCost {
	for _, x := range c.Codec {
		if x.Codec == name && x.Level >= level && (level > 0 || x.Level == 0) {
			return x
		}
	}
	return CodecCost{}
}

package acceptance

import (
	"bufio"
	"encoding/json"
	"os"

	"github.com/iotsim/iotsim/internal/readback"
)

// A kafkaRecord is what a record says, whoever read it.
type kafkaRecord struct {
	Timestamp  int64
	Key, Value string
	Headers    [][2]string
}

func recordOf(r readback.Record) kafkaRecord {
	k := kafkaRecord{Timestamp: r.Timestamp, Key: string(r.Key), Value: string(r.Value)}
	for _, h := range r.Headers {
		k.Headers = append(k.Headers, [2]string{h.Key, string(h.Value)})
	}
	return k
}

// expected reads a file of records, by partition.
func (s *stage) expected(file string) map[partition][]kafkaRecord {
	s.t.Helper()
	f, err := os.Open(file)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	all := make(map[partition][]kafkaRecord)
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct {
			Topic     string
			Partition int32
			kafkaRecord
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			s.t.Fatal(err)
		}
		p := partition{line.Topic, line.Partition}
		all[p] = append(all[p], line.kafkaRecord)
	}
	if err := lines.Err(); err != nil {
		s.t.Fatal(err)
	}
	return all
}

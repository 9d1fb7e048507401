package schema

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// plant is a scenario with the given end.
func plant(end string) string {
	return `scenario "plant" {}
model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}
building "A" {
  floor {
    number = -2
    room "101" {
      devices "meter" { count = 10 }
    }
    room "102" {
      devices "meter" { count = 10 }
    }
  }
}
phase "run" { duration = "1m" }
` + end
}

func TestSinksAreReadWithAllTheyAreTold(t *testing.T) {
	s := fixture(t, "sinks.hcl")
	var kinds []string
	for _, sink := range s.Sinks {
		kinds = append(kinds, string(sink.Kind)+" "+sink.Compression)
	}
	if diff := cmp.Diff([]string{"kafka zstd", "kafka lz4", "file gzip", "file zstd", "stdout ", "null "}, kinds); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	k := s.Sinks[0]
	if k.Clients != 3 || k.CompressionLevel != 9 || k.BatchBytes != 100_000 || k.BufferRecords != 5000 || k.BufferBytes != 1e6 || k.Linger.String() != "2ms" {
		t.Errorf("%+v", k)
	}
	var headers []string
	for _, h := range k.Headers {
		text, _ := h.Value.MarshalText()
		headers = append(headers, h.Name+"="+string(text))
	}
	if diff := cmp.Diff([]string{"kind={model}", "site={building}/{room}", "x-device={index:04}"}, headers); diff != "" {
		t.Errorf("headers come by name (-want +got)\n%s", diff)
	}
	want := []string{"iot.hall-1.-01.meter", "iot.hall-1.-01.gauge", "iot.hall-2.-01.meter", "iot.hall-2.-01.gauge"}
	if diff := cmp.Diff(want, s.TopicsOf(&k)); diff != "" {
		t.Errorf("topics (-want +got)\n%s", diff)
	}
	if s.Labels.Path != "truth-{partition}.ndjson" || s.Labels.Topic != "" {
		t.Errorf("%+v", s.Labels)
	}
}

func TestARefusedTopicIsNamed(t *testing.T) {
	text := strings.Replace(plant(`sink "kafka" { topic = "iot.{room}" }`), `"101"`, `"halle ü"`, 1)
	_, files, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(text)}}, Options{})
	if got := rendered(files, diags); !strings.Contains(got, `The pattern makes the topic "iot.halle ü"`) || !strings.Contains(got, `"iot.{room}"`) {
		t.Error(got)
	}
}

func TestOneSinkOfTheCommandLineReplacesAll(t *testing.T) {
	text := plant(`
sink "file" {
  path        = "all.ndjson.gz"
  topic       = "f.{room}"
  partitions  = 3
  key         = "{room}"
  headers     = { site = "{building}" }
  compression = "gzip"
}
sink "kafka" {
  brokers     = ["one:9092"]
  topic       = "k"
  compression = "zstd"
}
labels { path = "truth.ndjson" }
`)
	type result struct {
		kind        SinkKind
		path        string
		records     bool
		topic       string
		partitions  int32
		headers     int
		compression string
		brokers     int
	}
	for flag, want := range map[string]result{
		"kafka":             {SinkKafka, "", false, "k", 12, 0, "zstd", 1},
		"stdout":            {SinkStdout, "", false, "f.{room}", 3, 1, "", 0},
		"null":              {SinkNull, "", false, "f.{room}", 3, 1, "", 0},
		"file:o-{topic}":    {SinkFile, "o-{topic}", false, "f.{room}", 3, 1, "", 0},
		"records:a:b.jsonl": {SinkFile, "a:b.jsonl", true, "f.{room}", 3, 1, "", 0},
	} {
		s := loaded(t, text, Options{Sink: flag})
		if len(s.Sinks) != 1 || s.Labels.Path != "truth.ndjson" {
			t.Fatalf("%s: %d sinks, labels %+v", flag, len(s.Sinks), s.Labels)
		}
		k := &s.Sinks[0]
		got := result{k.Kind, k.Path, k.Records, k.Topic, k.Partitions, len(k.Headers), k.Compression, len(k.Brokers)}
		if got != want {
			t.Errorf("%s: %+v, not %+v", flag, got, want)
		}
	}
	if s := loaded(t, plant(`sink "stdout" { topic = "x" }`), Options{Sink: "kafka"}); s.Sinks[0].Topic != "x" || s.Sinks[0].Compression != "lz4" {
		t.Errorf("%+v", s.Sinks[0])
	}
	for _, flag := range []string{"kafak", "file:", "file", "records:", "stdout:x", "kafka:x", "file:{room}", ":"} {
		if _, _, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(text)}}, Options{Sink: flag}); !diags.HasErrors() {
			t.Errorf("%q is taken", flag)
		}
	}
}

func TestLabelsOfAFileAreBesideIt(t *testing.T) {
	for name, want := range map[string]string{
		"all.ndjson": "all.labels.ndjson", "all.ndjson.gz": "all.labels.ndjson.gz", "dir.d/all": "dir.d/all.labels",
		"all.gz": "all.labels.gz", "all.txt.zst": "all.labels.txt.zst", "dir.d/all.zst": "dir.d/all.labels.zst", "p-{partition}.x": "p-{partition}.labels.x",
	} {
		if got := LabelsPath(name); got != want {
			t.Errorf("%s: %s, not %s", name, got, want)
		}
	}
}

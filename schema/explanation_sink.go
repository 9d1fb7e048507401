package schema

// destinations: where records go.
var destinations = []Explanation{
	{"Compression has no levels", "Only gzip, lz4 and zstd can try harder.", `sink "kafka" {
  compression       = "zstd"
  compression_level = 9
}`},
	{"Invalid header name", "A header's name has 1 to 200 bytes, and does not begin as those do that tell records apart.", `sink "kafka" {
  headers = { kind = "{model}" }
}`},
	{"Path used twice", "A file has one writer.", `sink "file" { path = "data.ndjson" }
labels { path = "labels.ndjson" }`},
	{"Standard output used twice", "Nobody could tell the lines of two sinks apart.", `sink "stdout" {}
sink "file" { path = "data.ndjson" }`},
	{"Too many headers", "A header stands in each record: there are at most 32 of your own.", `sink "kafka" {
  headers = { kind = "{model}" }
}`},
	{"Too many partitions", "Each partition of each topic is a stream of its own.", `sink "kafka" { partitions = 12 }`},
	{"Too many sinks", "Each record goes to all of them.", `sink "kafka" {}
sink "file" { path = "data.ndjson" }`},
	{"Too many topics", "A pattern may make a topic for each building or model; devices are told apart by the key.", `sink "kafka" { topic = "iot.{model}" }`},
	{"Topic for each device", "A topic for each device is more than a cluster bears; devices are told apart by the key.", `sink "kafka" {
  topic = "iot.{model}"
  key   = "{id}"
}`},
}

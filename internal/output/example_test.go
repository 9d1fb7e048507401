package output_test

import (
	"context"
	"os"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/output"
)

func ExampleRecords() {
	streams := []engine.Stream{{Topic: "iotsim", Partition: 3}}
	batch := engine.NewBatch([]engine.Record{{
		Key: []byte("device_001"), Value: []byte(`{"device_id":"device_001"}`), Timestamp: 1640995200000,
		Headers: []engine.Header{{Key: "iotsim-run", Value: []byte("demo")}, {Key: "iotsim-seq", Value: []byte("1")}},
	}}, nil)
	sink := output.Stdout(os.Stdout, streams, output.Options{Format: output.Records})
	if err := sink.Write(context.Background(), batch); err != nil {
		panic(err)
	}
	// Output:
	// {"topic":"iotsim","partition":3,"timestamp":1640995200000,"key":"device_001","headers":[["iotsim-run","demo"],["iotsim-seq","1"]],"value":"{\"device_id\":\"device_001\"}"}
}

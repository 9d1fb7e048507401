package engine_test

import (
	"fmt"
	"log"
	"os"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// A trace shows what faults did to a device, from any moment on.
func ExampleProgram_Trace() {
	scenario, _, diags := schema.Load(os.DirFS("../scenarios"), []string{"factory.hcl"}, schema.Options{})
	if diags.HasErrors() {
		log.Fatal(diags)
	}
	plan, diags := engine.Compile(scenario, engine.CompileOptions{})
	if diags.HasErrors() {
		log.Fatal(diags)
	}
	program, err := engine.Open(plan, "example")
	if err != nil {
		log.Fatal(err)
	}
	const device, current = 18, 4 // device_00019, and the last of its model's sensors
	n := 0
	for r := range program.Trace(device).Since(int64(112 * time.Second)) {
		clear, sent := r.Values(current)
		fmt.Println(time.Duration(r.Due).Round(time.Millisecond), clear.Scalar(), sent.Scalar(), len(r.Sends), len(r.Labels))
		if n++; n == 3 {
			break
		}
	}
	for a := range program.Activations(device, 0, plan.Duration) {
		fmt.Println(plan.Faults[a.Fault].Name, time.Duration(a.Begin), time.Duration(a.End))
	}
	// Output:
	// 1m54.029s 2.44 2.64 1 1
	// 1m57.029s 2.59 2.94 1 1
	// 2m0.029s 2.53 3.04 1 1
	// bearing_wear 1m50s 2m30s
}

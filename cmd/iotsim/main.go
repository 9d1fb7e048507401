// Command iotsim plans a simulated fleet of sensors, sends what it measures to
// Kafka, and proves that it arrived.
package main

import (
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main with its border made visible: results on out, talk on err, and
// the exit code.
func run(args []string, in io.Reader, out, err io.Writer) (code int) {
	a := newApp(in, out, err)
	defer func() {
		if r := recover(); r != nil {
			code = a.report(r)
		}
	}()
	return a.execute(args)
}

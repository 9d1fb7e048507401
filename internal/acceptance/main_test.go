package acceptance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// root is the repository's, from here.
const root = "../.."

// program is the binary under test.
var program string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

// testMain builds the program as a user does, into a folder of this run. Under
// the race detector the program has it too, and ends badly when it finds one.
func testMain(m *testing.M) int {
	folder, err := os.MkdirTemp("", "iotsim-acceptance-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	program = filepath.Join(folder, "iotsim")
	build := exec.Command("go", "build", "-o", program, raceFlag, "./cmd/iotsim")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return kafkatest.Main(m)
}

package kafkatest

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// pom lists what Maven fetches.
//
//go:embed pom.xml
var pom []byte

const (
	defaultVersion = "4.1.1"
	fetchPatience  = 5 * time.Minute
)

// errMissing is a machine without what the jars need.
var errMissing = errors.New("missing")

func missing(err error) bool { return errors.Is(err, errMissing) }

// Version is the release of Kafka that jars are of.
func Version() string {
	if v := os.Getenv("KAFKA_VERSION"); v != "" {
		return v
	}
	return defaultVersion
}

// libs is the folder with the jars of a broker.
func libs() (string, error) {
	args := []string{"dependency:copy-dependencies", "-Dkafka.version=" + Version()}
	if !strings.HasPrefix(Version(), "3.") {
		args = append(args, "-Plogging")
	}
	return fetched("kafka-"+Version(), args...)
}

// tools is the folder with Kafka's own tools, which a broker does not need.
func tools() (string, error) {
	return fetched("kafka-tools-"+Version(),
		"org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy", "-Dartifact=org.apache.kafka:kafka-tools:"+Version())
}

// fetched is a folder of jars, fetched once for all repositories and runs of this user.
// Maven fills a folder beside it that then takes its name, so that a folder of that
// name is always whole.
func fetched(name string, args ...string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("%w: %v", errMissing, err)
	}
	folder := filepath.Join(cache, "iotsim", name)
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		return "", fmt.Errorf("%w: mvn, to fetch the jars of Kafka %s", errMissing, Version())
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return "", err
	}
	return folder, fetch(mvn, folder, args)
}

func fetch(mvn, folder string, args []string) error {
	work, err := os.MkdirTemp(filepath.Dir(folder), "fetch-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	file, part := filepath.Join(work, "pom.xml"), filepath.Join(work, "libs")
	if err := os.WriteFile(file, pom, 0o644); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), fetchPatience)
	defer cancel()
	args = append([]string{"-q", "-B", "-f", file, "-Dlibs=" + part}, args...)
	out, err := exec.CommandContext(ctx, mvn, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: the jars of Kafka %s: mvn: %v\n%s", errMissing, Version(), err, out)
	}
	if err := os.Rename(part, folder); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

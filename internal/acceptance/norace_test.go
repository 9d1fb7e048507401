//go:build !race

package acceptance

const raceFlag = "-race=false"

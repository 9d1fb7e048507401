// Package trouble explains what can go wrong between a plan that is good and a run
// that is proven: what the program says, why, and what to do. (What can be wrong with
// a scenario is explained beside the code that finds it: schema.Explanations.)
//
// The tables are words alone. iotsim docs prints them, as the page TROUBLESHOOTING.md
// beside cmd/iotsim and one by one; a test there holds every message of the code
// against them, and them against the code.
package trouble

// Package bench measures iotsim, on this machine and side by side with what it is held
// against, and keeps what it found: benchmark.json, the tables of benchmark.md, and charts.
//
//	make bench               everything; what needs Kafka is skipped without java and mvn
//	make bench PART=kafka    one part; the others stay as they were measured
//	make curves              the curves over 100 to 1,000,000 devices alone
//
// What is compared is measured in rounds, each contender once a round. A figure is the
// median over the rounds, its spread the least and the most of them; a ratio is taken
// within its round. It is a module of its own, so that iotsim does not depend on a
// library that draws charts.
//
//	report.go      what was measured, as it is kept; table.go shows it
//	chart.go       the curves as pictures
//	gobench.go     Go's own benchmarks, round by round
//	process.go     a program at work: what it takes
//	apply.go       iotsim at work, told when to begin and measured while it holds
//	flood.go       who sends as fast as it goes: iotsim, franz-go alone, Kafka's own tool
//	making.go      how long one message takes to make, in fleets of any size
//	measure_test.go  the parts, in their order
package bench

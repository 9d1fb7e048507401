// Package clients holds four Kafka clients for Go against each other: each sends
// the messages of scenarios/factory.hcl, made beforehand, into twelve partitions,
// with acks=all, lz4, and idempotent where it can, to a real Kafka.
//
//	make compare-clients
//
// It is a module of its own, so that iotsim depends on one of them only.
//
//	workload.go    the messages, and which partition takes each
//	client.go      what a client is asked to do; one file for each that does it
//	measure.go     one client at work, in a process of its own: what it costs
//	readback.go    what arrived: lost, doubled, out of order
//	compare_test.go  the clusters, the rounds and the table
package clients

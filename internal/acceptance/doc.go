// Package acceptance holds the tests that need what users have: the built
// program, a Kafka, and readers of it that share no code with ours. It has no
// code of its own.
//
// The Kafka is kafkatest's choice: the embedded broker, where the tests run with
// small fleets and take seconds, or Apache Kafka itself, where they run in full.
package acceptance

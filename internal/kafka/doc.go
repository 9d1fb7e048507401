// Package kafka writes a plan's records to Kafka and reads them back. It is the
// only package that knows franz-go.
//
//	client, err := kafka.Connect(ctx, kafka.Options{Brokers: brokers})
//	topics, err := client.Prepare(ctx, kafka.Wanted(plan, 0, time.Now(), largest))
//	sink, err := client.Sink(plan.Streams, 0, topics, plan.Sinks[0])
//	// engine.Run writes to sink, then:
//	err = sink.Flush(ctx)
//	sink.Close()
//
// # What is promised
//
// Records are written with acks=all by an idempotent producer that retries for
// ever, so a partition holds them once and in order or not at all. Every record
// is resolved exactly once as acked, failed or unknown. On a dedicated topic the
// offset of the k-th record is the base offset plus k: each ack is checked
// against that, and a mismatch stops the run, because somebody else writes there.
//
// A topic that is missing is created; one that exists is checked and refused
// when records could be lost, altered or rejected there. No topic is ever
// altered or deleted.
//
// Idempotence is as good as the brokers' memory. A broker that starts again reads
// from its disk only the newest batch of each producer, and not even that where the
// batch's newest timestamp is older than producer.id.expiration.ms. One node of
// several does no harm by it, because the others remember. When all start again at
// once, a batch that had been written and not confirmed is refused in the first case,
// and written again in the second: both stop the run. FAULTS.md beside this file has
// these and other faults, as make chaos finds them.
//
// # Errors
//
// Whatever keeps a run from starting or going on is an [*Error] with a kind, so
// that a caller can choose an exit code, and a detail that says what to do.
package kafka

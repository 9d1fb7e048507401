// Package engine turns a scenario into records, deterministically.
//
// Every message is a pure function of (plan, device, tick): no value carries
// state from the message before it. From that one rule follow the same bytes
// for any number of workers and any speed, a start at any point, and a verify
// that recomputes what a topic must hold.
//
// # The journey of a scenario
//
//	schema.Load          what the author wrote, typed
//	compile.go:Compile   places × devices as groups, phases on one time line, exact counts
//	plan.go:Plan         plain data with a digest
//	program.go:Open      the plan made executable: tables, layouts, and the expressions that
//	                     internal/expression checked and lowered
//	route.go:route       how a sink spreads the fleet over its streams
//	walk.go:walk         the readings that are due, in their order
//	hit.go:hit           what faults do to a device, asked one by one
//	measure.go:measure   what sensors say at some readings, term by term
//	damage.go:damage     what faults do to a message, and the order of it
//	sequence.go:Sequence one stream's records in canonical order, seekable
//	resume.go:Find       where a record is in its stream, and so how far a run came
//	run.go:Run           pacer and workers
//	sink.go:Sink         where records go; join.go:Join several of them
//	judge.go:Finding     what was expected, held against what was measured
//
// # The map
//
// The engine is one package because its middle is one thing: a reading is due, is hit,
// measured, damaged and sent by types that all ask each other. Of the files below, six
// in seven reach each other through what they do not export. Read them in this order.
//
// The plan is laid out, checked and counted, and what it takes of machines estimated:
//
//	plan.go compile.go course.go turn.go presence.go expectation.go digest.go
//	check.go check_where.go
//	count.go touched.go size.go damage_size.go
//	parcel.go cost.go needs.go
//	plan_schema.go plan_doc.go
//
// It is opened:
//
//	program.go tags.go fleet.go model.go field.go payload.go route.go partition.go
//
// Time passes, and readings are due:
//
//	timeline.go calendar.go cadence.go jitter.go stay.go walk.go
//
// Sensors measure:
//
//	measure.go term.go zone.go path.go recall.go word.go band.go
//
// Faults act: where and when; on delivery; on values; on the message:
//
//	fault.go scope.go onset.go sieve.go hit.go
//	burst.go interval.go reboot.go clone.go reorder.go
//	effect.go value_effect.go clock_fault.go device_fault.go
//	damage.go
//
// Records come in their order, are labelled, rendered, and found again:
//
//	sequence.go seek.go label.go render.go
//	resume.go find.go trace.go
//
// A run sends them:
//
//	run.go lane.go pace.go pool.go crew.go sink.go join.go ledger.go progress.go live.go
//
// What came of it is measured, judged and summed up:
//
//	histogram.go rendering.go gauge.go basis.go judge.go summary.go sum.go
//
// Whoever reads what was sent has a description of it:
//
//	message.go message_schema.go label_reference.go explanation.go
//
// # What is drawn, and from where
//
// Keys, tags, streams and words are those of internal/signal. With K0 =
// NewKey(seed), a devices block has the key
//
//	B = K0.Child(building).Child(floor).Child(room).Child(label)
//
// (names NFC-normalised, the floor as decimal text, "" for a level that is left
// out), and its device number n = 1, 2, … has D = B.Ordinal(n). word(K, tag, i)
// is K.Stream(NewTag(tag)).Word(i); i is the tick n = 0, 1, 2, … of the device's
// schedule unless said otherwise. A share p is met when Unit(word) < p.
//
//	tick offset      floor(interval · φ) = Below(word(D, Phase, 0), interval), nanoseconds of interval-time
//	jitter           Below(word(D, Jitter, n), 2·half + 1) − half, half = floor(interval · jitter / 2); added to tick n's interval-time
//	threshold        d = word(B, Order, 0)>>1 | 1; rank k of the device by word(D, Order, 0), then n;
//	                 ceil((k·2^63 + d) / count), a share in units of 2^-63, at most 2^63
//	pick             word(A, (Pick, fault), 0): probability p when Unit < p; count N takes the N smallest, ties by index
//	after            Quantile(word(A, (After, fault), slot)); slot counts the fault's slots over all its windows from 0
//	lasts            Quantile(word(A, (Lasts, fault), slot))
//	reconnect        Quantile(word(D, (Reconnect, fault, effect), slot)); effect is its ordinal in the fault, "0", "1", …
//	share            word(D, (Share, fault, effect), tick)
//	delay            Quantile(word(D, (Delay, fault, effect), tick)), within [0, max]
//	gap              Quantile(word(D, (Gap, fault, effect), slot))
//	burst            cells of D.Stream(Burst, fault, effect) on the axis of ticks
//	clone c          a device whose key is word(D, (Clone, fault, effect), c); c = 1, 2, …
//	noise, spike     Quantile(word(D, (Added, fault, effect), tick)), times how much of the effect is felt
//	corrupt          of stretch i of the message, at word 2i and 2i+1 of D.Stream(Corrupt, fault, effect).Sub(tick):
//	                 which byte, Below(word, length), and which of the 254 other bytes but a line feed, Below(word, 254)
//	padding          eight characters a word of D.Stream(Padding, fault, effect).Sub(tick): '0' plus the lowest five
//	                 bits of each byte, the lowest byte first
//	value            word(D, (Value, sensor), tick); info: (Value, "device_info", name)
//	memory           lattice stream D.Stream(Memory, sensor)
//	spread           word(D, (Spread, sensor), 0)
//	zone             its value: lattice stream P.Stream(Memory, sensor), at its memory; its spread: word(P, (Spread, sensor), 0);
//	                 parameters of both as of the sensor's own, at P
//	daily, weekly    an amplitude that is drawn: Quantile(word(Q, (Parameter, sensor, "daily", "amplitude"), 0)), at least 0;
//	                 a shift: Quantile(word(Q, (Parameter, sensor, "daily", "shift"), 0)), within ten weeks; of a week "weekly"
//	parameter        word(D, (Parameter, sensor, term, argument ordinal), 0); fixed(DIST) itself: (Parameter, sensor, term)
//	                 term is "value" or "noise", in arguments "spread" too; for info: (Parameter, "device_info", name, …)
//	switch           cells of D.Stream(SwitchState, sensor); info: (SwitchState, "device_info", name)
//
// P is the key of the zone's place, Q that of the scope's, or D without one. Sensors
// of one name so share what is drawn there, whatever the model.
//
// A is D, or with a scope the key of the place: K0.Child(building), its .Child(floor),
// its .Child(room). So the devices of a place fail together; when each reconnects,
// and what noise it has, stay its own. Places are those with a device that the
// fault's where admits; ties are by the first of them in the file.
//
// Durations that are drawn are cut to whole nanoseconds (floor). Shares of a
// curve are floor(share · 2^63).
//
// # How much of an effect is felt
//
// An effect on values is felt from 0 to 1. With x the time since the begin over
// grow it grows as x, or exponentially as (1 - e^-5x) / (1 - e^-5), until x = 1;
// from the end on it recovers the same way, from where it was. At a moment at
// which the fault's when does not hold, nothing is felt. Where an activation ends
// and the next begins, in a later slot, the stronger of the two is felt, the later
// one of equals. An activation is looked for over at most 1000 slots in a row that
// spare the device.
//
// Bias, drift and noise add so much of their amount; a drift's time stands still
// at the end. Of the others the value goes so far from what it was to what the
// whole effect makes of it. What replaces a value only in part, and what spikes,
// is rounded to the sensor's digits; the whole of a number that is written, or of
// another sensor's value, is sent as it is.
//
// Stuck at "last" is what the sensor measured at its last reading before the
// begin, other faults' effects on measurement included, replacing ones not. An
// effect that is in it so is labelled on each reading that is stuck at it.
//
// A reading's label of an effect on values says that the effect changed what it
// was given, and that what is sent differs in the end from what would be sent
// without any effect.
//
// # Errors
//
// Until the plan exists, faults of the scenario are hcl.Diagnostics with
// ranges. After that, errors are wrapped Go errors that name device and event
// time. A panic is a bug of ours.
package engine

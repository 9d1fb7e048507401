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
//	sequence.go:Sequence one stream's records in canonical order, seekable
//	run.go:Run           pacer and workers
//	sink.go:Sink         where records go; join.go:Join several of them
//	judge.go:Finding     what was expected, held against what was measured
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
//	pick             word(D, (Pick, fault), 0): probability p when Unit < p; count N takes the N smallest, ties by index
//	after            Quantile(word(D, (After, fault), slot)); slot counts the fault's slots over all its windows from 0
//	lasts            Quantile(word(D, (Lasts, fault), slot))
//	reconnect        Quantile(word(D, (Reconnect, fault, effect), slot)); effect is its ordinal in the fault, "0", "1", …
//	share            word(D, (Share, fault, effect), tick)
//	delay            Quantile(word(D, (Delay, fault, effect), tick)), within [0, max]
//	gap              Quantile(word(D, (Gap, fault, effect), slot))
//	burst            cells of D.Stream(Burst, fault, effect) on the axis of ticks
//	clone c          a device whose key is word(D, (Clone, fault, effect), c); c = 1, 2, …
//	value            word(D, (Value, sensor), tick); info: (Value, "device_info", name)
//	memory           lattice stream D.Stream(Memory, sensor)
//	spread           word(D, (Spread, sensor), 0)
//	parameter        word(D, (Parameter, sensor, term, argument ordinal), 0); fixed(DIST) itself: (Parameter, sensor, term)
//	                 term is "value" or "noise", in arguments "spread" too; for info: (Parameter, "device_info", name, …)
//	switch           cells of D.Stream(SwitchState, sensor); info: (SwitchState, "device_info", name)
//
// Durations that are drawn are cut to whole nanoseconds (floor). Shares of a
// curve are floor(share · 2^63).
//
// # Errors
//
// Until the plan exists, faults of the scenario are hcl.Diagnostics with
// ranges. After that, errors are wrapped Go errors that name device and event
// time. A panic is a bug of ours.
package engine

package codec

// A Reading is what one message says beyond its model. Its slices are borrowed
// for the length of a call of Layout.Append.
type Reading struct {
	ID        []byte // of the device, unescaped
	Timestamp int64  // event time, Unix milliseconds
	Sequence  uint64 // of the device's readings, from 1
	Ordinal   int64  // of the device in its group, from 1
	Index     int64  // of the device in the fleet, from 1
	Place     *Place
	Values    []Value  // of Model.Sensors, one each
	Statuses  []Status // of Model.Sensors, one each
	Info      []Value  // of Model.Info, one each; those of constants are not looked at

	date  date
	clock clock // of the reading before, where a Reading is used again
}

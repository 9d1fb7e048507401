// Package pin knows git libraries by name and by content: how a scenario names
// one, where its files are kept, and what iotsim.lock says that they hold. It
// reads through an fs.FS and fetches nothing; that is internal/fetch.
//
// A library is named by repository and ref, and pinned by the commit that the
// ref was found at and a hash of the files that were taken from it:
//
//	source   git::https://example.com/plant.git//models?ref=v1.2
//	files    .iotsim/lib/plant-3f2a9c01d4e7/models/…
//	lock     iotsim.lock, beside the scenario
//
// The whole repository is one library for this package, whatever folder of it
// a scenario uses, so two scenarios in one folder share what they fetch.
package pin

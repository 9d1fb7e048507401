// Package runs keeps what is known of each run in a folder of its own,
// .iotsim/runs/NAME, so that verify can say later what a topic must hold:
//
//	manifest.json      written before the first record, and never again
//	summary.json       how the run went, in a form in which shards add up
//	course.json        how it went from second to second, in at most 600 points
//	result.json        written after it when the run has ended, however it ended
//	verification.json  what was found when it was read back the last time
//
// Plans that were saved to a file of the user's are kept in the same terms.
//
// Every file is written whole: under another name, synced, then renamed, mode
// 0600. A run that has a manifest and no result did not come to its end.
package runs

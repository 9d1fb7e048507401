// Package resume finds out how far a run came, from what its topics hold. It needs
// nothing that the run kept: the last record of a partition names its run, and what
// it says of itself has one place in the plan. What was kept, where there is
// something, has to agree.
//
// Its entry points are Tails, which reads the last records, and Locate, which finds
// their places and holds the last records before them against the plan. It changes
// nothing.
//
// An error tells which of its causes, below, is why a run cannot be gone on with.
package resume

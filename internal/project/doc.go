// Package project holds the tests of the project as a whole: that imports run
// only downwards, that its pages can be believed, that the shipped scenarios still
// make the content they made, that the module serves as a library. It has no code
// of its own.
package project

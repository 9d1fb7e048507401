// Package codec turns the values of one reading into the bytes of its message.
// A Layout is compiled once per model into static segments and slots; appending
// a message copies the segments and writes the slots, with no reflection, no
// maps and no allocation. It is a leaf: it knows nothing of scenarios or plans.
package codec

// Package page shows a plan, or how a run went, as one HTML file for those who were not
// at the terminal. Plan and Run make a Document, which is plain data; Write writes it.
//
// A page needs nothing from elsewhere and runs no script. What it says in numbers and
// sentences comes from package view, so that it and the terminal never disagree; its
// pictures come from package plot. It is a pure function of what it is made from.
package page

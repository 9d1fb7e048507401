// Package view prints what commands found: as text for people, as JSON for
// programs. It decides nothing and computes nothing that is not on the page.
package view

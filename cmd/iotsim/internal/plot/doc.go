// Package plot draws what a sensor says over a span of time: as text for a
// terminal, or as SVG. Gather reads a span from the engine into a Chart, which
// holds a few numbers a column of the picture however many readings there are;
// Terminal and SVG draw charts, and are pure.
//
// Nothing is sampled away: a column knows the first and the last of its readings,
// the least and the largest, and how many of them were dropped, late and so on.
// A line through these four points covers the very same pixels as one through all.
package plot

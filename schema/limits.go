package schema

import "time"

// Limits that keep a scenario safe to open. Each is far above what a scenario
// needs and far below what hurts.
const (
	// MaxFileBytes bounds one file: ten thousand rooms take about half of it.
	MaxFileBytes = 1 << 20
	// maxFiles bounds a folder of files that are one scenario.
	maxFiles = 256
	// maxSeriesBytes bounds a recorded series: two weeks of a reading each five
	// seconds take 7 MB. maxSeriesTotal bounds all of them, which a manifest keeps.
	maxSeriesBytes, maxSeriesTotal = 8 << 20, 16 << 20
	// maxSeriesColumns bounds a line: a cell takes 16 times as much as its comma.
	maxSeriesColumns = 1_000
	// maxLibraryFiles bounds the files of all libraries of a scenario.
	maxLibraryFiles = 1_024
	// maxLibraryBytes bounds their text, counted as often as it is opened.
	maxLibraryBytes = 4 << 20
	// maxLibraryDepth bounds libraries that use libraries, and maxLibraries how
	// many there are of them: a folder that is used twice by one that is used
	// twice is opened four times.
	maxLibraryDepth = 8
	maxLibraries    = 256
	// maxExtended bounds the blocks of all models that extend others: a chain of
	// models, each with a sensor more, has as many sensors as its square.
	maxExtended = 100_000
	// maxNesting bounds brackets, blocks and templates inside each other: the
	// parser recurses, and a stack that is used up cannot be recovered from.
	maxNesting = 64
	// maxStatementTokens bounds one argument or block header: chains of
	// operators recurse although no bracket nests.
	maxStatementTokens = 50_000
	// maxHeredocLines bounds a heredoc: the scanner takes quadratic time.
	maxHeredocLines = 2_000
	// maxNumberLength bounds a number as written: the decimal text of
	// 1e10000000 takes the better part of a minute.
	maxNumberLength = 40
	// maxElements bounds a collection: sets of tuples take quadratic time.
	maxElements = 10_000
	// maxSteps bounds the elements that one statement goes over: a for expression
	// takes some microseconds and 200 bytes for each.
	maxSteps = 250_000
	// maxAllSteps bounds those of all statements, some seconds.
	maxAllSteps = 8 * maxSteps
	// maxJoinedBytes bounds the bytes that templates of one statement copy.
	maxJoinedBytes = 16 << 20
	// maxChain bounds locals that name each other: their evaluation recurses.
	maxChain = 256
	// maxFaultyPlaces bounds the places that are laid out once there is an error:
	// counts inside each other multiply, and without a good device in them no
	// other limit is ever met.
	maxFaultyPlaces = 10_000
	// maxTextBytes bounds a computed text.
	maxTextBytes = 1 << 20
	// maxExpressionBytes bounds a quoted expression: its parser recurses.
	maxExpressionBytes = 4_096
	// maxPatternParts bounds a pattern, which is rendered for every device.
	maxPatternParts = 64
	// maxPayloadDepth, maxPayloadValues and maxPayloadBytes bound messages of the
	// author's own, all models' together: locals multiply what stands in the file.
	maxPayloadDepth  = 32
	maxPayloadValues = 100_000
	maxPayloadBytes  = 4 << 20
	// maxFieldBytes bounds the path of a field that effects can name.
	maxFieldBytes = 500
	// maxMends, maxMendedBytes and maxRestarts bound the search for further faults
	// of syntax: each asks for one more run of the parser or the scanner.
	maxMends       = 20
	maxMendedBytes = 4 * MaxFileBytes
	maxRestarts    = 8
	// maxDiagnostics bounds the faults that are reported, and ends the search for more.
	maxDiagnostics = 1_000
	// maxTags bounds the tags of one block: a plan lists them for every group.
	maxTags = 64
	// maxNameBytes bounds a name: it stands in each message.
	maxNameBytes = 200
)

// Limits of what a plan can hold.
const (
	// maxGroups bounds the devices blocks of all rooms, at some 200 bytes each.
	maxGroups = 1_000_000
	// maxDevices bounds the fleet, at a few bytes a device in a plan.
	maxDevices = 20_000_000
	// maxPartitions bounds a topic: Kafka itself holds some thousands well.
	maxPartitions = 10_000
	// maxSinks bounds what each record is sent to.
	maxSinks = 16
	// maxTopics bounds the topics of a pattern: a cluster feels each of them, and
	// a pattern that makes more was not meant to.
	maxTopics = 1_000
	// maxStreams bounds the partitions of all topics of all sinks: the plan
	// counts, and a run keeps, each of them by itself.
	maxStreams = 20_000
	// maxHeaders bounds the headers of the author's own, rendered in each record.
	maxHeaders = 32
	// maxClients bounds the producers of a sink: a few a core are all that pays.
	maxClients = 64
	// maxCopies bounds the duplicates of one reading.
	maxCopies = 1_000
	// minChance is the smallest of a reading to enter or leave a burst: what is
	// rarer is never seen, and its process would be looked for over too many ticks.
	minChance = 1e-9
	// maxBehind bounds how many later readings overtake one: a plan looks ahead
	// over them.
	maxBehind = 1_000
	// maxMessageBytes bounds what an effect makes of a message: more than any
	// broker takes unless told to, and little enough to hold some of them.
	maxMessageBytes = 16 << 20
	// maxBuffer bounds what an offline device keeps: the plan looks back over it.
	maxBuffer = 1_000_000
	// maxDigits bounds decimals: a float64 holds no more than 15 of them.
	maxDigits = 12
	// maxMeasure bounds the numbers that readings are made of: sums and products
	// of them stay finite, and a float64 still tells 1e15 from 1e15 + 0.5.
	maxMeasure = 1e15
	// maxSigma bounds lognormal's, which stands in an exponent.
	maxSigma = 10
	// minShape and maxShape bound weibull's, whose inverse stands in an exponent:
	// 45^(1/0.1) is 3e16.
	minShape, maxShape = 0.1, 100
	// maxPoissonMean bounds the table of a poisson, some 17 words for each of its
	// root, and maxDrawnMean a count without table, at some 3 ns each.
	maxPoissonMean, maxDrawnMean = 1_000_000, 500
	// maxPoints bounds the points of a daily or weekly curve: a week of minutes.
	maxPoints = 7 * 24 * 60
	// maxSensorSteps bounds the steps of a sensor.
	maxSensorSteps = 1_000
	// maxStatuses bounds the status words of a sensor: their numbers are bytes, and
	// each is an expression to evaluate.
	maxStatuses = 100
	// maxFaults and maxEffects bound what may happen to one reading.
	maxFaults  = 1_000
	maxEffects = 64
	// maxExpectations bounds what a run measures apart: half a megabyte each.
	maxExpectations = 32
	// maxFaultDuration bounds each duration of a fault: sums of them and of a
	// time must fit into int64 nanoseconds.
	maxFaultDuration = 366 * 24 * time.Hour
	// maxMultiple bounds a rate as a multiple of the models' own.
	maxMultiple = 1_000_000
	// maxPerSecond bounds a rate in readings a second.
	maxPerSecond = 1_000_000_000
	// maxDenominator bounds the exact fraction of a rate or share.
	maxDenominator = 1_000_000_000
	// minInterval bounds readings: Record.Timestamp counts milliseconds.
	minInterval = time.Millisecond
	// maxStretches bounds phases with all their repetitions: a plan lays out each.
	maxStretches = 100_000
	// maxTimeline bounds durations and their sum: time is int64 nanoseconds,
	// and products with counts must fit into 128 bits with room to spare.
	maxTimeline = 10 * 365 * 24 * time.Hour
)

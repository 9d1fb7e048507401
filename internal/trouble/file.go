package trouble

var files = Section{
	Title: "Files",
	Doc:   "A disk that is full, or a file that cannot be written, ends the run with exit code 3 and the system's own words, such as \"no space left on device\". Whole lines that were written stay, and --resume goes on behind them.",
	Troubles: []Trouble{
		{"… is not empty: name another file", "A run begins a file of its own, and this one holds something, often a run of before. Exit code 3.", "Name another file, remove it, or write --resume to go on with it."},
		{"its reader went away", "Whoever read the pipe ended before the run did.", "Keep the reader until the end, or write to a file."},
		{"… is no regular file: what it was given is not known", "A pipe or device cannot be gone on with.", "Resume only what went to files and topics."},
		{"… cannot be gone on with, from byte …", "What stands at the end of the file is not what iotsim wrote.", "Move the file away and begin again."},
		{"its lines are too long to be any plan's", "The file is something else than a run's.", "Name another path."},
		{"a compressed piece does not end with a line", "The file was cut or changed.", "Move it away and begin again."},
		{"a compressed piece has more than … MiB", "It was not written by iotsim.", "Name another path."},
		{"… holds less than it should", "The file became shorter while it was read.", "Find out who writes to it; begin again."},
		{"line … of … is not the one that is planned", "The file is of another run or plan, or was changed. Exit code 1.", "Give seed, variables and --start as they were, or another path."},
		{"… holds … lines, and the plan has …: it is of another plan", "There is more in the file than the plan sends.", "Give the flags as they were, or another path."},
		{"… is written by two sinks", "Two paths lead to one file, as a link does.", "Name another file for one of them."},
		{"the compression … is not known", "A file's compression is gzip or zstd.", "Write one of them, or none."},
		{"line … is longer than … MiB", "A file that is verified has records or values, one a line.", "Name the file with the pipeline's output."},
	},
}

var ending = Section{
	Title: "How a run ends",
	Doc:   "The first line of its summary.",
	Troubles: []Trouble{
		{"… is done: all …", "All is sent and confirmed. Exit code 0.", "verify proves that it is there."},
		{"… was interrupted: … of …", "Ctrl-C or SIGTERM. Exit code 4; a second Ctrl-C leaves at once with 130.", "The command that is printed goes on with it."},
		{"… was stopped: all …", "A run without end was stopped, which is how it ends. Exit code 0.", "Nothing."},
		{"… was ended by its expectation …", "The expectation has abort = true and did not hold. Exit code 1.", "Look at what was measured, where the scenario is shown."},
		{"… failed … of its …", "All is sent, and expectations do not hold. Exit code 1.", "Look at what was measured, where the scenario is shown."},
		{"… broke off: … of …", "An error ended it; it stands below. Exit code 3 or 5.", "Find that message on this page."},
		{"nothing was sent", "The question before a run to brokers on other machines was not answered with yes. Exit code 2.", "Answer yes, or write --yes."},
	},
}

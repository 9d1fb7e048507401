package trouble

// An Exit is an exit code of the program.
type Exit struct {
	Code    int
	Meaning string
	Remedy  string
}

// Exits are all exit codes. Scripts rely on them: numbers are never given a second
// meaning.
func Exits() []Exit {
	return []Exit{
		{0, "Everything that was asked for was done.", "Nothing."},
		{1, "An expectation or a verification failed, or --check or --exit-code found a difference, or healthcheck was told no.", "The output names what does not hold, with examples."},
		{2, "The command line or the scenario is not valid.", "Write what the message proposes. Nothing was sent."},
		{3, "The destination cannot be reached, refuses us, is wrongly configured or is full.", "Mend that; then the same command with --resume."},
		{4, "The run was interrupted and has said how far it came; --resume goes on with it.", "The command that goes on with it was printed."},
		{5, "Somebody else writes to the topic.", "Stop the other writer; run again with a topic of its own. Do not resume."},
		{6, "Something could not be read, so there is no verdict.", "Make it readable, and verify again. Do not take it for a success."},
		{70, "A bug of ours.", "Report it with what was printed. --resume goes on with the run."},
		{130, "Interrupted a second time.", "The same command with --resume."},
	}
}

package trouble

var watched = Section{
	Title: "A run that is watched",
	Doc:   "`/readyz`, which `iotsim healthcheck` asks, answers 503 with one of these reasons; `/healthz` only with the one that says so. Alerts are in the [runbook](../../deployments/runbook.md).",
	Troubles: []Trouble{
		{"starting", "The process has begun, and reads the scenario.", "Wait."},
		{"looking for the destinations", "Brokers are connected to, topics are checked and made.", "If it stays: the run's log names the broker."},
		{"finding where the run begins", "With --resume the topics are read from their ends.", "Wait."},
		{"the run begins", "Everything is ready, and the first record is made.", "Wait."},
		{"the run waits for its moment", "--start-at is still to come.", "Wait."},
		{"the run has ended", "It listens on only for its last figures to be read (--keep-listening).", "Nothing."},
		{"… has confirmed nothing for …", "A destination has had records for ten seconds and confirmed none; behind the colon stand the broker's address and the network's words.", "Look at the broker. The run waits and goes on by itself; IotsimNoAcks in the runbook has more."},
		{"the run is behind and has sent nothing for …", "Of /healthz: nothing outside explains that it stands still.", "Restart it with --resume, and report it with its stacks (SIGQUIT prints them)."},
		{"no answer from …", "Nothing listens at that address, or the process is stopped. Exit code 1.", "Start apply with --listen, and ask the same address."},
		{"… is no iotsim that listens", "Something else answers there. Exit code 1.", "Ask the address of --listen."},
		{"healthcheck needs an ADDR", "Neither an argument nor IOTSIM_LISTEN says whom to ask. Exit code 2.", "iotsim healthcheck 127.0.0.1:9464"},
		{"healthcheck asks one ADDR", "Each process is asked by itself. Exit code 2.", "Write one address."},
		{"healthcheck …: write HOST:PORT or a URL", "The address cannot be read. Exit code 2.", "iotsim healthcheck 127.0.0.1:9464"},
		{"--keep-listening is about --listen", "There is no listener to keep. Exit code 2.", "Write --listen too."},
		{"--listen …: write HOST:PORT", "The address cannot be read. Exit code 2.", "127.0.0.1:9464, or :9464 to be reached from other machines."},
		{"--listen …: the address is taken", "Another process listens there. Exit code 2.", "Choose another port; 0 is any free one."},
	},
}

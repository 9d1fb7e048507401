package trouble

var resuming = Section{
	Title: "Going on with a run",
	Doc:   "`--resume` reads from topics and files how far a run came, and refuses where they do not agree with the plan. Nothing is written before all of it is known.",
	Troubles: []Trouble{
		{"a run of this name has not finished", "Its manifest says that it was begun and not ended: it still goes on, or it was killed.", "--resume goes on with it; --run NAME begins another."},
		{"this shard of the run has finished", "The shard was sent already under this name.", "--resume does what is left, which may be nothing; --run NAME begins another, of which all shards need to know the name."},
		{"--resume cannot know what … was given", "What a terminal, a pipe or nowhere got cannot be read again.", "Write --sink for one that can be read, or leave --resume out."},
		{"--resume goes on where topics stand, and an embedded broker ends with its run", "With no brokers named the run's topics went with it.", "Name brokers with --brokers, or leave --resume out."},
		{"the scenario leaves its start to the moment of apply, and files do not tell it", "Records in files carry no name of the run, so nobody knows the moment any more.", "Write --start INSTANT as it was."},
		{"the scenario leaves its start to the moment of apply, and no last record of the run … tells it", "The partitions end with records that do not say when the run began.", "Write --start INSTANT as it was: apply said it when it began, as event times from INSTANT."},
		{"the run … is of another plan", "Scenario, seed, variables or flags are not what they were.", "iotsim diff shows what changed. Go on with the old ones, or write --run NAME for a run of its own."},
		{"the run … was made by …, and this is …", "Another version of iotsim may make other records of the same plan.", "Go on with that version, or write --run NAME for another run."},
		{"the topic … was made anew since the run … began", "What the topic held is gone.", "Leave --resume out to begin again."},
		{"the run cannot be gone on with", "The topics do not agree with the run; what stands behind says where.", "See the messages below, and Another writer on the topic."},
		{"the topic is of other runs", "It never held a record of this run.", "Leave --resume out to begin behind them, or write --run NAME as it was."},
		{"the topic is not as planned", "Its last record is not in the plan, or records before it are lost. Exit code 1.", "iotsim verify names the differences."},
		{"the topic cannot be read back", "The last records are gone: retention or compaction took them. Exit code 6.", "Begin again in a topic that keeps them."},
		{"the run's manifest cannot be written", "The folder .iotsim/runs is on a full disk, or may not be written. Exit code 3.", "Make room; then the same command with --resume. Topics are not touched by it."},
		{"it has no manifest: it never sent a record", "The run's folder is empty: it was killed before its first record.", "Apply it again."},
		{"… is damaged: …", "A file of .iotsim/runs was changed, or the machine lost power.", "Remove the run's folder; --resume needs only the topics."},
		{"the name of a run has at most 100 characters", "It stands in each record.", "Write a shorter --run NAME."},
		{"… is no name for a run", "A run's name is a folder's, too.", "Letters, digits and - _ . + : do; not a dot first."},
	},
}

var shards = Section{
	Title: "Runs of many processes",
	Doc:   "Exit code 2.",
	Troubles: []Trouble{
		{"--shard …: write I/N", "The number of the shard is not from 0 to N-1.", "Of three processes: 0/3, 1/3 and 2/3."},
		{"… is … and … is …: of N shards the first must say N", "IOTSIM_SHARDS and JOB_COMPLETION_INDEX do not fit together.", "Set IOTSIM_SHARDS to the Job's completions, and completionMode to Indexed."},
		{"--shard …: write any/N", "How many shards there are is missing.", "any/3 for each of three processes."},
		{"--shard any/1: another process sends all of the run", "The folder has a process for all of it already.", "To share the run, give each of N processes --shard any/N."},
		{"--shard any/…: each of the … shards has a process already", "There are more processes than shards.", "Start fewer, or set N higher for all of them."},
		{"no shard can be claimed", "The folder that the processes share cannot be written or locked. Exit code 3.", "Use a file system with locks, or --shard I/N."},
		{"all shards are taken", "Each of them is locked by a process of this folder.", "Start fewer processes."},
		{"… cannot be locked", "The file system has no locks, or refuses them.", "Use --shard I/N, which needs none."},
		{"the scenario leaves its start to the moment of apply, which is another one in each process", "Shards have to agree on the start.", "Write the same --start INSTANT for all of them."},
		{"--shard …: several processes cannot write …", "A file has one writer.", "Put {partition} into its name."},
		{"--shard …: nothing is left for it", "The plan has fewer partitions than there are shards.", "Use fewer shards, or more partitions in the sink."},
	},
}

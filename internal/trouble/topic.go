package trouble

var topics = Section{
	Title: "Topics that do not fit",
	Doc:   "The preflight refuses a topic in which records would be lost, changed or refused. Exit code 3. No topic is ever altered: that is yours to do.",
	Troubles: []Trouble{
		{"Topic does not exist", "verify reads topics, and makes none; this one was never written, has another name, or was deleted.", "Check name and brokers, or apply the plan first."},
		{"Topic cannot be created", "The brokers refuse; their words stand behind. Often replication is more than there are brokers, or a policy wants other settings.", "Lower replication in the sink, or create the topic yourself with as many partitions as the plan has."},
		{"Topic cannot be used", "The brokers list it with an error, which stands behind.", "Mend the topic, or choose another."},
		{"Topic settings cannot be read", "The brokers do not answer what the topic's settings are.", "Try again; look at the brokers' log."},
		{"Topic belongs to Kafka", "Names that begin with two underscores are the brokers' own.", "Write another topic in the sink."},
		{"Topic has other partitions", "The plan lays each record in a partition, so their number has to be the same.", "Write the topic's number as partitions in the sink, or another topic."},
		{"Topic has too few partitions", "It was made again with fewer while the run was prepared.", "Start again."},
		{"Topic is compacted", "Kafka would keep only the last record of each device.", "Choose a topic with cleanup.policy = delete."},
		{"Topic replaces timestamps", "With LogAppendTime the brokers would overwrite the event times.", "Choose a topic with message.timestamp.type = CreateTime."},
		{"Topic accepts no writes", "min.insync.replicas is more than the topic has replicas.", "Lower the one or raise the other."},
		{"Records exceed the topic's limit", "A record may be longer than max.message.bytes.", "Raise it to the number in the detail, or send less."},
		{"Topic forgets too early", "Retention is shorter than the age of the first event: records would be gone before the run ends.", "Raise retention.ms, or start later: --start now."},
		{"Topic refuses old events", "message.timestamp.before.max.ms is shorter than the age of the events.", "Raise it, or start later: --start now."},
		{"Topic refuses future events", "message.timestamp.after.max.ms is shorter than how far events are ahead of the clock.", "Raise it, or start earlier."},
	},
}

var sending = Section{
	Title: "While it is sent",
	Doc:   "A run waits for brokers that are away, as long as it takes; it ends only where going on would be wrong. What was sent stays, and is accounted for.",
	Troubles: []Trouble{
		{"Another writer on the topic", "A record landed at another offset than it was due at: somebody else writes there, perhaps the same run a second time. Or --resume finds others' records behind the run's, or between them. Exit code 5.", "Stop the other writer. verify names what is foreign. Run again with a topic of its own."},
		{"Topic is still being written", "A resume finds the topic growing: the run goes on in another process. Exit code 5.", "Wait for it, or stop it; then resume."},
		{"Topic is gone", "It was deleted, or deleted and made again, while the run was on. Exit code 3.", "Run again; its records went with it."},
		{"Topic lost its records", "An acknowledgement names an offset that was taken already: the topic was made again, or its newest records were lost with a broker. Exit code 3.", "Start another run; this one cannot be completed there."},
		{"Broker refuses a record", "The brokers' answer stands behind: too large, not allowed by a policy, a timestamp out of range. Exit code 3.", "Set the topic's limits, then resume."},
		{"Broker lost acknowledged records", "Records that were confirmed are no longer there: a broker without them became leader. Exit code 3.", "verify says which. Run again with replication = 3 and min.insync.replicas = 2."},
		{"Brokers forgot the producer", "All brokers started again at once, and do not know which records they had written. Exit code 3.", "The same command with --resume finds that out and goes on."},
		{"Brokers wrote records twice", "All brokers started again at once; events are older than their producer.id.expiration.ms, by default a day, so they took a repeated batch for a new one. Exit code 3.", "Raise that setting above the age of the events, or start later; run again with a topic of its own. verify names what is double."},
		{"… records failed", "A sink refused them; its reason stands behind. Exit code 3.", "Mend that, then the same command with --resume."},
		{"… records are unknown, verify says whether they arrived", "They were on their way when the run was cut off. Exit code 6.", "iotsim verify RUN says which arrived; apply --resume sends those that did not."},
		{"acknowledged without an offset", "An acknowledgement was lost, and the repeated one has no offset. The records count as unknown.", "iotsim verify RUN settles it."},
		{"not acknowledged when the sink was closed", "The run ended before they were confirmed. The records count as unknown.", "iotsim verify RUN settles it."},
		{"standard output cannot be written", "Whoever read it went away, or the disk behind it is full. Exit code 3.", "Write to a file, or keep the reader until the end."},
	},
}

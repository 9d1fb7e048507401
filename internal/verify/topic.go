package verify

// A Topic is what is known of a partition's topic, beside its records. Compaction
// and foreign timestamps take from it what it would need to prove a plan.
type Topic struct {
	Start      int64 // offset before which everything is gone
	Acked      int64 // offset up to which the brokers had acknowledged records of the run; -1: not known
	After      int64 // offsets behind the run's own end
	Compacted  bool  // all but the last record of a key may go
	AppendTime bool  // brokers put their own timestamps
}

// doubt says why a partition cannot prove the plan.
func (t *Topic) doubt(c *check) {
	switch {
	case t.Compacted:
		c.doubt("the topic is compacted: of each key, all records but the last may be gone")
	case t.AppendTime:
		c.doubt("the topic has LogAppendTime: the brokers replaced the records' timestamps, which are therefore not compared")
	}
}

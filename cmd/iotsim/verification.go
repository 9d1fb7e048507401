package main

// verification is the help on what verify finds.
const verification = `What verify finds:

  missing       Planned, and not there.
  truncated     Planned, and the partition ends before it.
  duplicate     There more often than planned.
  reordered     There, and not where it belongs among the others.
  corrupt       There, and its key, headers, timestamp or value are others.
  misplaced     Planned for another partition.
  alien         No record of this plan and run.
  offset-gap    Offsets that no record has.
  data-loss     Offsets that the brokers had acknowledged and have no more.
  surplus       More than planned, where --level count looks at numbers only.
  unverifiable  Planned, and the topic no longer lets anybody know: retention or
                compaction took it.

Drops, copies and delays that faults of the scenario make are part of the plan, and
are none of these. Of a copy (--topic, --file) reordered is within a key, and
misplaced is a key in more than one partition. Topic, partition and timestamp are
the pipeline's own there and not compared, and labels are passed over. Files are
read in the order given.

With --json it prints one object. What breaks a reader changes its format.

  format      "iotsim/verification/1"
  verdict     "good", "bad" or "inconclusive"
  planned     records that the plan publishes; of those that follow, likewise sums:
  read        records that were read back
  equal       of those, as planned
  found       how many of each of the above, by its name
  after       offsets behind the run's own end, but for records that name the run
  level       "bytes", "ids" or "count"
  runs        where records are of other runs: run and records of each
  copy        of a copy: by ("headers", "key and timestamp", "value"), what is
              allowed, whether it is files, and how many labels were passed over
  partitions  of each: topic, partition, sink, labels, base and end (offsets; of
              files, line numbers), planned, read, equal, found, after, and
    doubt     why the topic cannot prove the plan, whatever it holds
    unread    why not all could be read
    examples  the first three of each kind:
      kind     what was found
      rank     of the planned record in its partition, from 0; -1: not known
      offset   at which it was found, or should be; -1: nowhere
      records  how many like it follow each other
      what     of a corrupt one: "key", "headers", "timestamp" or "value"
      planned  and found: both sides of what differs, or what names the record
      at       first byte that differs; path leads to it in JSON
      from     bytes left out before planned and found, which are long

A copy's last partition has the number -1: what is missing is of none of them.`

# Several sinks, each with everything, and all that they can be told.

scenario "sinks" { start = "2026-03-02T06:00:00Z" }

model "meter" {
  interval = "1s"
  sensor "power" { value = normal(12, 3) }
}

model "gauge" {
  interval = "2s"
  sensor "level" { value = uniform(0, 9) }
}

building "hall-{n}" {
  count = 2
  floor {
    number = -1
    room "r{n}" {
      count = 2
      devices "meter" { count = 6 }
      devices "gauge" { count = 3 }
    }
  }
}

fault "echo" {
  probability = "50%"
  effect "duplicate" { share = "30%" }
}

phase "run" {
  duration = "20s"
  faults   = [fault.echo]
}

sink "kafka" {
  brokers           = ["one:9092"]
  topic             = "iot.{building}.{floor:02}.{model}"
  partitions        = 2
  replication       = 3
  headers           = { site = "{building}/{room}", "x-device" = "{index:04}", kind = "{model}" }
  compression       = "zstd"
  compression_level = 9
  linger            = "2ms"
  batch_bytes       = 100000
  buffer_records    = 5000
  buffer_bytes      = 1000000
  clients           = 3
  format            = "json"
  config            = { "retention.ms" = "86400000" }
}

sink "kafka" {
  topic      = "by-room"
  partitions = 3
  key        = "{building}/{room}"
}

sink "file" {
  path              = "out/{topic}-{partition}.ndjson.gz"
  topic             = "{model}"
  partitions        = 2
  compression       = "gzip"
  compression_level = 9
}

sink "file" {
  path        = "all.ndjson.zst"
  records     = true
  compression = "zstd"
}

sink "stdout" {}

sink "null" { topic = "by-room" } # no topic of Kafka's, so it may share the name

labels { path = "truth-{partition}.ndjson" }

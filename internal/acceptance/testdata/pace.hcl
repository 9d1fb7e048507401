# Laid over the shipped throughput scenario: for as long as it is told, with faults of
# every layer, labels beside the data, three copies, and topics that keep the newest.

variable "minutes" {
  type    = number
  default = 10
}

fault "stuck" {
  probability = "2%"
  after       = uniform("0s", "20s")
  lasts       = "20s"
  repeat      = "1m"
  effect "stuck" { sensor = "temperature" }
}

fault "outage" {
  where  = "device.floor == 5"
  after  = uniform("10s", "15s")
  lasts  = "10s"
  repeat = "2m"
  scope  = "building"
  effect "offline" {
    reconnect = uniform("0s", "5s")
    backfill  = "50/s"
    buffer    = 50
  }
}

fault "radio" {
  probability = "10%"
  effect "drop" { share = "0.5%" }
  effect "duplicate" { share = "0.5%" }
  effect "delay" {
    share = "1%"
    by    = uniform("100ms", "2s")
    max   = "2s"
  }
}

phase "load" {
  duration = "${var.minutes * 60}s"
  rate     = var.rate
  faults   = [fault.stuck, fault.outage, fault.radio]
}

labels { topic = "iot.throughput.labels" }

sink "kafka" {
  topic       = "iot.throughput"
  partitions  = 12
  replication = 3
  config = {
    "retention.bytes"     = "134217728"
    "segment.bytes"       = "16777216"
    "min.insync.replicas" = "2"
  }
}

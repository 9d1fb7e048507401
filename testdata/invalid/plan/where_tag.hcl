# A condition on a tag that no device has, and on a word that a tag never is.
scenario "tag" {}
model "m" {
  interval = "5s"
  tags     = { kind = "quality" }
  sensor "a" { value = normal(0, 1) }
}
building "A" {
  tags = { stage = "raw" }
  devices "m" { count = 3 }
}
fault "name" {
  where = "device.tags.stag == 'raw'" # WARNING: No such tag
  effect "stuck" { sensor = "a" }
}
fault "word" {
  where = "device.tags.stage == 'raww'" # WARNING: No such tag
  effect "stuck" { sensor = "a" }
}
fault "some" {
  where = "device.tags.stage in ['raw', 'treated'] || device.tags.kind startsWith 'q'" # WARNING: No such tag
  effect "stuck" { sensor = "a" }
}
fault "good" {
  where = "device.tags.stage == 'raw' && device.tags.kind != ''"
  effect "stuck" { sensor = "a" }
}
phase "run" {
  duration = "1m"
  faults   = [fault.name, fault.word, fault.some, fault.good]
}

sink "kafka" { partitions = 1 }

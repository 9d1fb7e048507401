# Tags stand in plans for every group.

scenario "plant" {}

locals {
  long = join("", [for i in range(201) : "x"])
}

model "meter" {
  interval = "5s"
  tags     = { line = local.long } # ERROR: Invalid tag
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  tags = { for i in range(65) : "tag-${i}" => "x" } # ERROR: Too many tags
  devices "meter" { count = 10 }
}

phase "run" { duration = "1m" }

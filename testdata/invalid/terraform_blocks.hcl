# Blocks of Terraform. Each message says what to write here.

terraform { # ERROR: Unknown block
  required_version = ">= 1.5"
}

provider "kafka" {} # ERROR: Unknown block

data "sensors" "all" {} # ERROR: Unknown block

module "plant" { # ERROR: Unknown block
  source = "./plant"
}

resource "sensor" "temperature" { # ERROR: Unknown block
  count = 10
}

output "topic" { # ERROR: Unknown block
  value = "iot"
}

function "double" { # ERROR: Unknown block
  params = [x]
  result = x * 2
}

moved { # ERROR: Unknown block
  from = model.a
  to   = model.b
}

removed {} # ERROR: Unknown block

import {} # ERROR: Unknown block

check "alive" {} # ERROR: Unknown block

scenario "plant" {
  lifecycle {} # ERROR: Unknown block
}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }

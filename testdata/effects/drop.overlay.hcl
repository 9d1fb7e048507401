fault "drop" {
  effect "drop" { share = "40%" }
}

phase "fault" { faults = [fault.drop] }
